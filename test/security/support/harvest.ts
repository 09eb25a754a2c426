import type { Stack } from '../../support/stack';

/** Text that is to be found nowhere, and where it must not be. */
export interface Sink {
  name: string;
  text: string;
}

/** Every text in a structure, keys too; bytes as the text they hold, and text also as the base64 it may be. */
function* textsIn(value: unknown): Generator<string> {
  if (value instanceof Uint8Array) yield Buffer.from(value).toString('utf8');
  else if (typeof value === 'string') yield* [value, Buffer.from(value, 'base64').toString('utf8')];
  else if (typeof value !== 'object' || value === null) return;
  else {
    for (const [key, inner] of Object.entries(value)) {
      yield key;
      yield* textsIn(inner);
    }
  }
}

/** The whole history of an export's workflow, all runs of it, with what its payloads hold. */
export const historyOf = (stack: Stack, exportId: string) => historyOfWorkflow(stack, `logs-export-${exportId}`);

export async function historyOfWorkflow({ temporal }: Stack, workflowId: string): Promise<Sink> {
  const texts: string[] = [];
  for await (const { runId } of temporal.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const handle = temporal.workflow.getHandle(workflowId, runId);
    texts.push(...textsIn(await handle.fetchHistory()), ...textsIn((await handle.describe()).raw));
  }
  return { name: `the history of ${workflowId}`, text: texts.join('\n') };
}

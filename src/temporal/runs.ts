import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import {
  defineSearchAttributeKey,
  NamespaceNotFoundError,
  SearchAttributeType,
  TypedSearchAttributes,
} from '@temporalio/common';
import type { Config } from '../config';
import {
  EXPORT_WORKFLOW,
  type ExportLogsInput,
  type RunRef,
  type searchAttributeNames,
  workflowIdOf,
} from '../contract/workflow';
import { engineUnavailable } from '../model/errors';
import type { ExportSummary } from '../stores/export-record';

export type WorkflowStatus =
  'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'TERMINATED' | 'TIMED_OUT' | 'CONTINUED_AS_NEW';

const open: readonly WorkflowStatus[] = ['RUNNING', 'PAUSED', 'CONTINUED_AS_NEW'];
export const isOpen = (status: WorkflowStatus) => open.includes(status);

/** The latest workflow of an export. */
export interface ExportWorkflow {
  status: WorkflowStatus;
  /** The run it was started for. */
  run: string | null;
  /** Identifies this workflow among all of the export, across continue-as-new. */
  firstExecutionRunId: string;
}

/** A run to start, as the record describes it right after a start. */
export type StartedExport = ExportSummary & { run: string; started_by: string };

/**
 * How long the API waits for Temporal before it reports it as down. If a start is so slow that a read looks for its
 * workflow meanwhile (SETTLE_AFTER_MS), both start the same run, which starts once.
 */
const DEADLINE_MS = 3_000;

const keyword = (name: (typeof searchAttributeNames)[number]) =>
  defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

/** The workflows of exports, for the API and the reconciler. */
export function createRuns(client: Client, config: Config) {
  const withDeadline = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + DEADLINE_MS, call);
  const latestOf = (exportId: string) => client.workflow.getHandle(workflowIdOf(exportId));
  const handleOf = (exportId: string, { firstExecutionRunId }: ExportWorkflow) =>
    client.workflow.getHandle(workflowIdOf(exportId), undefined, { firstExecutionRunId });

  /** Null if Temporal knows none. Deleting a namespace ends its workflows, so that counts too. */
  const describe = async (exportId: string): Promise<ExportWorkflow | null> => {
    try {
      const { status, memo, runId, raw } = await withDeadline(() => latestOf(exportId).describe());
      return {
        status: status.name as WorkflowStatus,
        run: typeof memo?.run === 'string' ? memo.run : null,
        // Older servers leave it out; most workflows are in their first history.
        firstExecutionRunId: raw.workflowExecutionInfo?.firstRunId || runId,
      };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError || error instanceof NamespaceNotFoundError) return null;
      throw error;
    }
  };

  /** Waits until this workflow has closed, in whatever way, or until the deadline. */
  const closed = (exportId: string, workflow: ExportWorkflow): Promise<void> =>
    withDeadline(() => handleOf(exportId, workflow).result()).then(
      () => undefined,
      () => undefined,
    );

  /** False if it has closed. */
  const told = async (call: () => Promise<unknown>): Promise<boolean> => {
    try {
      await withDeadline(call);
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  };

  return {
    describe,
    closed,

    /** Starts the workflow of the run that the record names; false if a workflow of the export is open. */
    async start(record: StartedExport): Promise<boolean> {
      const { _id: exportId, run, organisation_id, workspace_id, schedule_id, window } = record;
      const workspace = workspace_id ?? 'all workspaces';
      const input: ExportLogsInput = {
        exportId,
        run,
        batchesAtOnce: config.EXPORT_BATCHES_AT_ONCE,
        retryBudgetSeconds: config.EXPORT_RETRY_BUDGET_SECONDS,
      };
      const start = () =>
        client.workflow.start(EXPORT_WORKFLOW, {
          taskQueue: config.TEMPORAL_TASK_QUEUE,
          workflowId: workflowIdOf(exportId),
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          args: [input],
          memo: { run },
          staticSummary: `Export ${exportId.slice(0, 8)} of ${organisation_id}, ${workspace}: ${record.format}, attempt ${record.attempt}`,
          typedSearchAttributes: new TypedSearchAttributes([
            { key: keyword('OrganisationId'), value: organisation_id },
            { key: keyword('WorkspaceId'), value: workspace },
            { key: keyword('ExportStatus'), value: 'in_progress' },
            { key: keyword('RequestedBy'), value: record.started_by },
            ...(schedule_id && window
              ? [
                  { key: keyword('ScheduleId'), value: schedule_id },
                  { key: keyword('WindowStart'), value: window.start.toISOString() },
                ]
              : []),
          ]),
          priority: { fairnessKey: organisation_id.slice(0, 64) },
        });
      try {
        await withDeadline(start);
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw error;
      }
    },

    /** Ends this workflow, and no other of the export. */
    async terminate(exportId: string, workflow: ExportWorkflow): Promise<void> {
      await told(() => handleOf(exportId, workflow).terminate('The export was started again.'));
    },

    /**
     * Asks the workflow of this run to stop, and waits briefly for it. False if none is running: it has ended, or has
     * not been started yet.
     */
    async cancel({ exportId, run }: RunRef): Promise<boolean> {
      const workflow = await describe(exportId);
      if (workflow?.run !== run || !isOpen(workflow.status)) return false;
      const isTold = await told(() => handleOf(exportId, workflow).cancel()).catch((error: unknown) => {
        throw engineUnavailable('temporal', error, 'The export may be stopping');
      });
      if (!isTold) return false;
      await closed(exportId, workflow);
      return true;
    },

    /** Throws if Temporal is unreachable or does not know the namespace. */
    async ping(): Promise<void> {
      await withDeadline(() => client.workflowService.describeNamespace({ namespace: client.options.namespace }));
    },
  };
}
export type Runs = ReturnType<typeof createRuns>;

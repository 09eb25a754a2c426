import type { Command } from 'commander';
import type { ExportAnswer } from '../../contract/export-answers';
import type { ApiClient } from '../api-client';
import { connect, type ConnectionOptions, withConnection } from '../connection';
import { downloadFile } from '../download-file';
import { CliError } from '../exit-codes';
import { idArgument } from '../ids';
import { watchInterrupts } from '../interrupts';
import { sayJson, size, tell, tellOmitted } from '../output';
import { printable } from '../printable';
import { startProgress } from '../progress';
import { STDOUT } from '../stdout-target';
import { openTarget } from '../open-target';
import { requireSuccess } from '../wait';

export interface OutputOptions {
  output?: string;
  force?: true;
}

export const withOutput = (command: Command): Command =>
  command
    .option('-o, --output <file>', `where to; "${STDOUT}" for standard output; left out: the file's own name`)
    .option('--force', 'overwrite the file');

/** Downloads the file of a successful export to the target that the flags name. */
export async function save(
  api: ApiClient,
  done: ExportAnswer,
  { output, force, json, signal }: OutputOptions & { json?: true; signal: AbortSignal },
): Promise<void> {
  requireSuccess(done);
  // The API refuses if the file has expired.
  const { file, id } = done;
  if (!file) {
    await api.download(id);
    throw new CliError('failed', 'The export has no file.');
  }
  const target = await openTarget(output, { name: file.name, force: force ?? false });
  const progress = startProgress({ label: 'Downloading', written: size });
  try {
    await downloadFile({ api, id, file, target, progress, signal });
    progress.stop();
    const path = await target.finish();
    tell(`Saved to ${printable(path)}: ${size(file.bytes)}, CRC32C ${file.crc32c} verified.`);
    tellOmitted(done);
    if (json && output !== STDOUT) sayJson({ export: done, path });
  } finally {
    progress.stop();
    await target.close();
  }
}

export function addDownload(program: Command): void {
  const command = program
    .command('download')
    .addArgument(idArgument('<id>', 'which export'))
    .description('Download the file of an export; goes on where an earlier try stopped, and checks the checksum.');
  withOutput(withConnection(command)).action(async (id: string, options: ConnectionOptions & OutputOptions) => {
    const { signal } = watchInterrupts();
    try {
      const api = connect(options, signal);
      await save(api, await api.read(id), { ...options, signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new CliError('interrupted', 'Interrupted. Run the same command again to resume.');
    }
  });
}

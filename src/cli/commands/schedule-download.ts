/** `logs-export schedules download`: the files of a schedule's windows, as often as cron likes. */
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Command, Option } from 'commander';
import type { ExportAnswer } from '../../contract/export-answers';
import type { ScheduleAnswer } from '../../contract/schedules';
import type { ApiClient } from '../api-client';
import { connect, type ConnectionOptions, withConnection } from '../connection';
import { downloadFile } from '../download-file';
import { CliError } from '../exit-codes';
import { fileTarget } from '../file-target';
import { watchInterrupts } from '../interrupts';
import { count, sayJson, size, tell } from '../output';
import { everyOne } from '../pages';
import { printable } from '../printable';
import { startProgress } from '../progress';
import { exactTime } from '../times';
import { openWindowFolder } from '../window-folder';
import { verifyFile } from './manifest';

interface DownloadOptions extends ConnectionOptions {
  since?: string;
  output: string;
}

export function addScheduleDownload(schedules: Command): void {
  const command = schedules
    .command('download')
    .argument('<schedule>', 'its id or its name')
    .description('Download the files of its windows that are not there yet, each checked and with its manifest.')
    .addOption(new Option('--since <time>', 'only windows that start then or later').argParser(exactTime))
    .addOption(new Option('-o, --output <folder>', 'where to: a folder for this schedule alone').makeOptionMandatory());
  withConnection(command).action(async (named: string, options: DownloadOptions) => {
    const { signal } = watchInterrupts();
    try {
      await downloadWindows(connect(options, signal), named, { ...options, signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new CliError('interrupted', 'Interrupted. Run the same command again to resume.');
    }
  });
}

async function downloadWindows(
  api: ApiClient,
  named: string,
  { since, output, json, signal }: DownloadOptions & { signal: AbortSignal },
): Promise<void> {
  const { id: schedule_id } = await findSchedule(api, named);
  const folder = await openWindowFolder(output, schedule_id);
  const paths: string[] = [];
  const [failed, superseded] = [[] as ExportAnswer[], [] as ExportAnswer[]];
  let kept = 0;
  for await (const made of everyOne((page) => api.list({ ...page, schedule_id, order: 'oldest' }))) {
    if (since !== undefined && made.window!.start < since) continue;
    if (made.superseded_by !== null) superseded.push(made);
    else if (made.status === 'failure') failed.push(made);
    else if (folder.has(made.id)) kept += 1;
    // One that expired has no file any more.
    else if (made.status === 'success' && made.file) {
      const path = join(output, basename(made.file.name));
      await fetchWindow(api, { ...made, file: made.file }, { path, folder, signal });
      paths.push(path);
    }
  }
  // After their successors: a reader never misses a window.
  for (const { id } of superseded) await folder.remove(id);
  tell(`${count(paths.length)} new, ${count(kept)} were there.`);
  if (json) sayJson({ schedule_id, downloaded: paths });
  if (failed.length === 0) return;
  const windows = failed.map(({ id, window }) => `${window!.start} (${id})`).join(', ');
  throw new CliError('failed', `Not exported, since it failed: ${windows}. Start it again with logs-export start.`);
}

async function findSchedule(api: ApiClient, named: string): Promise<ScheduleAnswer> {
  const found: ScheduleAnswer[] = [];
  for await (const schedule of everyOne((page) => api.listSchedules(page))) {
    if (schedule.id === named) return schedule;
    if (schedule.name === named) found.push(schedule);
  }
  const [only, ...others] = found;
  if (!only) throw new CliError('refused', `There is no schedule with the id or name "${printable(named)}".`);
  if (others.length === 0) return only;
  const ids = found.map(({ id }) => id).join(', ');
  throw new CliError('usage', `${found.length} schedules have this name. Give the id of one: ${ids}.`);
}

/** The manifest comes last: a file without one does not count as there. */
async function fetchWindow(
  api: ApiClient,
  { id, file }: ExportAnswer & { file: NonNullable<ExportAnswer['file']> },
  { path, folder, signal }: { path: string; folder: Awaited<ReturnType<typeof openWindowFolder>>; signal: AbortSignal },
): Promise<void> {
  const manifest = await api.manifest(id);
  const target = await fileTarget(path);
  const progress = startProgress({ label: printable(basename(path)), written: size });
  try {
    await downloadFile({ api, id, file, target, progress, signal });
    progress.stop();
    await target.finish();
  } finally {
    progress.stop();
    await target.close();
  }
  await verifyFile(path, manifest).catch(async (error: unknown) => {
    await rm(path, { force: true });
    throw error;
  });
  await folder.add(path, manifest);
}

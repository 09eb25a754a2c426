import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { localDir } from './paths';

const file = path.join(localDir, 'stack.json');

/** What `npm start` tells other programs about the stack that it runs. */
export interface StackFile {
  apiUrl: string;
  /** All scopes but `admin`, one workspace. */
  apiKey: string;
  /** All scopes, every workspace of the same organisation. */
  adminApiKey: string;
  /** The key file that download URLs are signed with; null where Google's own credentials are. */
  googleCredentials: string | null;
  temporalUi: string | null;
  temporalAddress: string;
  mongoUrl: string;
  mongoDatabase: string;
  mongoCollection: string;
  gcsEndpoint: string | null;
  gcsBucket: string;
  /** Where exports are written: `gs://…`, `s3://…` or `az://…`. */
  bucketUrl: string;
  /** Null for an engine that `npm start` found running and did not start. */
  pids: {
    api: number;
    worker: number;
    mongodb: number | null;
    temporal: number | null;
    gcs: number | null;
    s3: number | null;
    azure: number | null;
  };
}

/** Writes the file in one step, for its owner only: it holds keys, and another program may be waiting to read it. */
export function writeStackFile(stack: StackFile): void {
  mkdirSync(localDir, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Null where there is no such file. */
export function readStackFile(): StackFile | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StackFile;
  } catch {
    return null;
  }
}

export const removeStackFile = (): void => rmSync(file, { force: true });

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { startProcess, type RunningProcess } from './process';
import { ensureVersitygw } from './versitygw';

export interface RunningS3 {
  endpoint: string;
  /** Its root user's, as the standard AWS chain reads them. */
  credentials: Record<string, string>;
  /** Points the service at it. */
  variables: Record<string, string>;
  process: RunningProcess;
}

const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local-secret' };
const AWS_REGION = 'us-east-1';

/** Starts an S3 server that keeps its objects as files, with one bucket. */
export async function startS3(
  dir: string,
  { port, bucket, signal }: { port: number; bucket: string; signal?: AbortSignal | undefined },
): Promise<RunningS3> {
  const data = path.join(dir, 'data');
  // A folder is a bucket.
  mkdirSync(path.join(data, bucket), { recursive: true });
  const endpoint = `http://127.0.0.1:${port}`;
  const process = await startProcess({
    name: 'S3',
    command: await ensureVersitygw(),
    args: ['--port', `127.0.0.1:${port}`, '--region', AWS_REGION, '--health', '/health', '--quiet', 'posix', data],
    cwd: dir,
    env: {
      ROOT_ACCESS_KEY: credentials.AWS_ACCESS_KEY_ID,
      ROOT_SECRET_KEY: credentials.AWS_SECRET_ACCESS_KEY,
    },
    logFile: path.join(dir, 's3.log'),
    probe: async () => {
      const answer = await fetch(`${endpoint}/health`, { signal: AbortSignal.timeout(2_000) });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    },
    readyWithinSeconds: 30,
    signal,
  });
  return {
    endpoint,
    credentials,
    variables: { STORAGE: 's3', S3_ENDPOINT: endpoint, S3_FORCE_PATH_STYLE: 'true', S3_BUCKET: bucket, AWS_REGION },
    process,
  };
}

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { freePorts } from '../../local/engines/ports';
import { startS3 } from '../../local/engines/s3';
import { removeAtEnd } from '../../local/engines/watchdog';
import { localDir } from '../../local/paths';
import { type S3Proxy, startS3Proxy } from './s3-proxy';

export interface TestS3 {
  bucket: string;
  /** Points the service at this server, through the proxy. */
  variables: Record<string, string>;
  /** Reaches the server past the proxy. */
  s3: S3;
  proxy: S3Proxy;
  stop(): Promise<void>;
}

/** An S3 server of the suite's own, with one bucket, behind a proxy that keeps Amazon's rules. */
export async function startTestS3(): Promise<TestS3> {
  mkdirSync(localDir, { recursive: true });
  const dir = mkdtempSync(path.join(localDir, 'test-s3-'));
  removeAtEnd(dir);
  const [port] = await freePorts(1);
  const bucket = `test-${randomBytes(6).toString('hex')}`;
  const server = await startS3(dir, { port: port!, bucket });
  // The standard AWS chain reads the credentials itself.
  Object.assign(process.env, server.credentials);
  const s3 = new S3({ endpoint: server.endpoint, region: server.variables.AWS_REGION!, forcePathStyle: true });
  const proxy = await startS3Proxy(server.endpoint, s3);
  return {
    bucket,
    variables: { ...server.variables, S3_ENDPOINT: proxy.endpoint },
    s3,
    proxy,
    async stop() {
      await proxy.stop();
      s3.destroy();
      await server.process.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../bare/lock.cjs';
import { Sentence } from '../bare/sentence.cjs';
import { localDir } from '../paths';
import { findOnPath } from './executable';

/** The version that the tests ran on, and that they use wherever PATH has no other. */
const VERSION = 'v1.8.0';
const PACKAGE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;
const folder = path.join(localDir, 'engines-go', VERSION);
const program = path.join(folder, 'versitygw');

const REMEDY = 'put versitygw on PATH, or set S3_ENDPOINT to a server that runs already';

/** An S3 server for a machine that has no other: the one on PATH, else one that Go builds once. Returns its program. */
export async function ensureVersitygw(): Promise<string> {
  const there = findOnPath(['versitygw']);
  if (there) return there;
  if (!existsSync(program)) await withLock(path.join(localDir, 'engines-go.lock'), build);
  return program;
}

async function build(): Promise<void> {
  if (existsSync(program)) return;
  const go = findOnPath(['go'], [process.env.PATH, '/usr/local/go/bin'].join(path.delimiter));
  if (!go)
    throw new Sentence(
      `Go is needed to build the S3 server versitygw, and it is not on PATH. Install it, or ${REMEDY}.`,
    );
  console.error('Building the S3 server versitygw with Go (once; some minutes on a small machine) …');
  mkdirSync(folder, { recursive: true });
  try {
    // Go puts the finished program there in one step. To optimise it takes Go a third longer than to build it as it is.
    const env = { ...process.env, GOBIN: folder, CGO_ENABLED: '0' };
    await promisify(execFile)(go, ['install', '-gcflags=all=-N -l', '-ldflags=-s -w', PACKAGE], { env });
  } catch (error) {
    const lines = String((error as { stderr?: string }).stderr ?? '')
      .trim()
      .split('\n');
    throw new Sentence(`versitygw could not be built by Go (${lines.at(-1)}). Check the network, or ${REMEDY}.`);
  }
}

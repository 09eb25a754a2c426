import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../../../local/paths';

export interface ComposeService {
  image: string;
  build?: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  restart?: string;
  deploy?: { replicas: number };
  stop_grace_period?: string;
  healthcheck?: { test: string[] };
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
}

export interface Compose {
  services: Record<string, ComposeService>;
  volumes: Record<string, null>;
}

/** `!reset`: what a file that is laid over another one takes away. */
const reset = { tag: '!reset', resolve: () => null };

/** A file as Compose reads it, but for the variables in it. */
export const readCompose = (file = 'docker-compose.yml'): Compose =>
  parse(readFileSync(path.join(root, file), 'utf8'), { merge: true, customTags: [reset] }) as Compose;

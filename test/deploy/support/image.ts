import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  type Copy,
  DockerfileParser,
  type Env,
  type From,
  type Instruction,
  type JSONInstruction,
} from 'dockerfile-ast';
import { root as context } from '../../../local/paths';

const run = promisify(execFile);

/** What `docker build` would have made, without its base: `root` holds what the Dockerfile itself puts there. */
export interface Image {
  root: string;
  workdir: string;
  env: Record<string, string>;
  user: string;
  entrypoint: string[];
  command: string[];
  healthcheck: string[];
}

export const readDockerfile = () =>
  DockerfileParser.parse(readFileSync(path.join(context, 'Dockerfile'), 'utf8')).getInstructions();

const argumentsOf = (instruction: Instruction) => instruction.getArguments().map((argument) => argument.getValue());
const stringsOf = (instruction: Instruction) =>
  (instruction as JSONInstruction).getJSONStrings().map((part) => part.getJSONValue());

/** The paths that the Dockerfile takes from the repository. */
export const contextPaths = () =>
  readDockerfile()
    .filter((instruction) => instruction.getKeyword() === 'COPY' && !(instruction as Copy).getFromFlag())
    .flatMap((copy) => argumentsOf(copy).slice(0, -1));

/** This process's environment without what belongs to the tests. */
function buildEnvironment(): NodeJS.ProcessEnv {
  const { NODE_ENV, NODE_OPTIONS, JEST_WORKER_ID, ...env } = process.env;
  // The packages that this machine has once fetched are not fetched again.
  return { ...env, npm_config_prefer_offline: 'true' };
}

/**
 * Does the Dockerfile's steps, one after the other, in a folder a stage. What a base image would bring, a shell and
 * Node, is this machine's.
 */
export async function buildImage(scratch: string): Promise<Image> {
  const stages = new Map<string, Image>();
  let stage: Image | undefined;
  const inside = (file: string) => path.join(stage!.root, path.resolve(stage!.workdir, file));

  const steps: Record<string, (instruction: Instruction) => unknown> = {
    FROM: (instruction) => {
      const name = (instruction as From).getBuildStage() ?? `stage-${stages.size}`;
      const empty = { workdir: '/', env: {}, user: 'root', entrypoint: [], command: [], healthcheck: [] };
      stage = { root: path.join(scratch, name), ...empty };
      mkdirSync(stage.root, { recursive: true });
      stages.set(name, stage);
    },
    WORKDIR: (instruction) => {
      stage!.workdir = argumentsOf(instruction)[0]!;
      mkdirSync(inside('.'), { recursive: true });
    },
    ENV: (instruction) => {
      for (const property of (instruction as Env).getProperties()) {
        stage!.env[property.getName()] = property.getValue()!;
      }
    },
    COPY: (instruction) => {
      const from = (instruction as Copy).getFromFlag()?.getValue();
      const source = from ? stages.get(from)!.root : context;
      const sources = argumentsOf(instruction);
      const target = sources.pop()!;
      for (const file of sources) {
        const copied = target.endsWith('/') ? path.join(target, path.basename(file)) : target;
        cpSync(path.join(source, file), inside(copied), { recursive: true, verbatimSymlinks: true });
      }
    },
    RUN: (instruction) =>
      run('sh', ['-c', instruction.getArgumentsContent()!], {
        cwd: inside('.'),
        env: { ...buildEnvironment(), ...stage!.env },
        maxBuffer: 64 << 20,
      }),
    USER: (instruction) => (stage!.user = argumentsOf(instruction)[0]!),
    EXPOSE: () => undefined,
    ENTRYPOINT: (instruction) => (stage!.entrypoint = stringsOf(instruction)),
    CMD: (instruction) => (stage!.command = stringsOf(instruction)),
    HEALTHCHECK: (instruction) => {
      const [, command] = /CMD (\[.*\])$/s.exec(instruction.getArgumentsContent()!)!;
      stage!.healthcheck = JSON.parse(command!) as string[];
    },
  };
  for (const instruction of readDockerfile()) {
    const step = steps[instruction.getKeyword()];
    if (!step) throw new Error(`The test does not know the instruction ${instruction.getKeyword()}.`);
    await step(instruction);
  }
  return stage!;
}

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { KubeConfig, User } from '@kubernetes/client-node';
import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { fileTrouble } from '#lib/file-trouble.ts';

type Loaded = Pick<typeof import('@kubernetes/client-node'), 'loadYaml'>;
type Options = Parameters<Parameters<KubeConfig['addAuthenticator']>[0]['applyAuthentication']>[1];
type Apply = (options: Options) => Promise<void>;

/**
 * Takes over what client-node does not do, or not well: a user's `tokenFile`, which it does not know, and the command of
 * `exec`, of which it starts one a call, waits for each without end, and keeps what a server refuses.
 */
export function takeOverCredentials(
  config: KubeConfig,
  { loadYaml }: Loaded,
  files: readonly string[],
  clock: Clock,
  running: Set<string>,
): void {
  const tokenFiles = tokenFilesIn(files, loadYaml);
  const own = new Map<string, Apply>();
  config.users = config.getUsers().map((user) => {
    const { name, exec, ...rest } = user;
    const tokenFile = tokenFiles.get(name);
    if (exec) own.set(name, fromCommand(command.parse(exec), clock, running));
    else if (tokenFile !== undefined && !user.token) own.set(name, fromFile(tokenFile, clock));
    else return user;
    return { name, ...rest } as User;
  });
  config.addAuthenticator({
    isAuthProvider: ({ name }) => own.has(name),
    applyAuthentication: async ({ name }, options) => own.get(name)?.(options),
  });
}

/** The kubeconfigs that client-node reads where none is named. */
export function usualFiles(variables: NodeJS.ProcessEnv): readonly string[] {
  const named = variables.KUBECONFIG?.split(path.delimiter).filter(Boolean) ?? [];
  return named.length > 0 ? named : [path.join(variables.HOME ?? homedir(), '.kube', 'config')];
}

const users = z.object({
  users: z
    .array(z.object({ name: z.string(), user: z.object({ tokenFile: z.string().optional() }).nullish() }))
    .nullish(),
});

/** Where the token of each user stands, by its name; the first file that has a user counts. */
function tokenFilesIn(files: readonly string[], loadYaml: Loaded['loadYaml']): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of files.toReversed())
    for (const { name, user } of users.safeParse(yamlIn(file, loadYaml)).data?.users ?? [])
      if (user?.tokenFile !== undefined) found.set(name, path.resolve(path.dirname(file), user.tokenFile));
  return found;
}

function yamlIn(file: string, loadYaml: Loaded['loadYaml']): unknown {
  try {
    return loadYaml(readFileSync(file, 'utf8'));
  } catch {
    // client-node has told it, or has found another way.
    return undefined;
  }
}

/** As client-go: a token that is rotated is read again within a minute. */
const TOKEN_MS = 60_000;

function fromFile(file: string, clock: Clock): Apply {
  let read: { readonly token: string; readonly at: number } | undefined;
  return async (options) => {
    if (!read || clock.now() - read.at > TOKEN_MS) read = { token: tokenIn(file), at: clock.now() };
    options.headers = { ...options.headers, Authorization: `Bearer ${read.token}` };
  };
}

function tokenIn(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`its tokenFile: ${fileTrouble(error, file)}`);
  }
  if (token === '') throw new Error(`its tokenFile ${file} is empty`);
  return token;
}

const command = z.object({
  apiVersion: z.string().default('client.authentication.k8s.io/v1'),
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: z.string().nullish(),
});
type Command = z.output<typeof command>;

const credential = z.object({
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
    expirationTimestamp: z.string().optional(),
  }),
});
type Credential = z.output<typeof credential>['status'];

/** Clouds' commands ask their own API, some twice. */
const COMMAND_MS = 15_000;
const MOST_BYTES = 1_000_000;

/** One command at a time for all calls that wait for it; its answer is kept until it expires. */
function fromCommand(spec: Command, clock: Clock, running: Set<string>): Apply {
  let asking: Promise<Credential> | undefined;
  let known: Credential | undefined;
  const current = async () => {
    if (known && !isOver(known, clock.now())) return known;
    asking ??= run(spec, clock.timeout(COMMAND_MS)).finally(() => {
      asking = undefined;
      running.delete(spec.command);
    });
    running.add(spec.command);
    known = await asking;
    return known;
  };
  return async (options) => {
    const { token, clientCertificateData: cert, clientKeyData: key } = await current();
    if (token !== undefined) options.headers = { ...options.headers, Authorization: `Bearer ${token}` };
    Object.assign(options, { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) });
  };
}

function isOver({ expirationTimestamp }: Credential, now: number): boolean {
  return expirationTimestamp !== undefined && Date.parse(expirationTimestamp) <= now;
}

async function run(spec: Command, signal: AbortSignal): Promise<Credential> {
  const { apiVersion, command: file, args, env } = spec;
  const own = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  const KUBERNETES_EXEC_INFO = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } });
  const options = { signal, maxBuffer: MOST_BYTES };
  const asked = promisify(execFile)(file, args ?? [], {
    ...options,
    env: { ...process.env, KUBERNETES_EXEC_INFO, ...own },
  });
  asked.child.stdin?.end();
  // Whoever ends meanwhile leaves nothing behind.
  const kill = () => void asked.child.kill('SIGKILL');
  process.once('exit', kill);
  // By itself it is only asked to end.
  signal.addEventListener('abort', kill, { once: true });
  const { stdout } = await asked
    .catch((error: unknown) => {
      throw new Error(`the command ${file} gave no credential: ${failure(error, spec)}`);
    })
    .finally(() => process.off('exit', kill));
  const read = credential.safeParse(jsonIn(stdout));
  if (read.success) return read.data.status;
  throw new Error(`the command ${file} did not write an ExecCredential with a status`);
}

function failure(error: unknown, { installHint }: Command): string {
  const { code, stderr } = error as { code?: unknown; stderr?: string };
  if (code === 'ENOENT') return `it is not there${installHint ? `. ${installHint}` : ''}`;
  if (code === 'ABORT_ERR') return `it did not end within ${COMMAND_MS / 1_000} s`;
  return stderr?.trim() || describeError(error);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

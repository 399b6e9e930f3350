import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import http from 'node:http';

import https from 'node:https';
import path from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { DeadlineError, deadline, unlessAborted } from '#lib/deadline.ts';
import { describeError } from '#lib/errors.ts';
import { fileTrouble } from '#lib/file-trouble.ts';
import { joinFirst } from '#lib/join-words.ts';
import { spend } from '#lib/meter.ts';
import { isPath } from '#lib/path-shown.ts';
import { keepContext, useContext } from '../kept-context.ts';
import { ownTrouble, tunnelTrouble } from '../own-trouble.ts';
import { throughTunnel } from '../tunnel/agents.ts';
import type { Tunnel } from '../tunnel/tunnel.ts';
import { takeOverCredentials, usualFiles } from './credentials.ts';

export interface KubernetesSettings {
  /** Path of a kubeconfig; without it the usual places. */
  readonly kubeconfig?: string;
  /** A context of the kubeconfig; without it the current one. */
  readonly context?: string;
  /** Use the service account of the pod that this process runs in. */
  readonly inCluster: boolean;
  readonly namespace: string;
  /** Label selector of the backend's pods. */
  readonly backendSelector: string;
  readonly tunnel?: Tunnel;
}

export type Query = Readonly<Record<string, string | number | boolean>>;

export interface Asking {
  readonly signal: AbortSignal;
  /** How long to wait for the first byte of an answer, ms of the clock; 5 s unless told. */
  readonly patienceMs?: number;
  /** In which form the answer is wanted; JSON unless told. */
  readonly accept?: string;
  /** Sent as JSON with POST; without it the call is a GET. */
  readonly body?: unknown;
}

/** An answer that has begun. Its body must be read or destroyed. */
export interface Answer {
  readonly status: number;
  /** The HTTP `Date` header. */
  readonly date?: string;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly body: IncomingMessage;
}

export interface KubernetesServer {
  readonly url: string;
  /** What its certificate is made for, where that is not its host. */
  readonly servername?: string | undefined;
  readonly insecureSkipTlsVerify: boolean;
  readonly isByProxy: boolean;
}

/** The way to one Kubernetes API. A TCP connection that is free between calls keeps no process alive, so there is nothing to close. */
export interface KubernetesConnection {
  readonly settings: KubernetesSettings;
  /** Commands of the kubeconfig that fetch a credential at this moment: what hangs there is no silence of the cluster. */
  running(): readonly string[];
  /** Loads what the first call would wait for. What goes wrong with it is told by that call. */
  prepare(): Promise<void>;
  /** Where the kubeconfig says that it is. Rejects with a BlindError as `ask` does. */
  server(): Promise<KubernetesServer>;
  /**
   * Asks for a path such as `/version`. Throws a BlindError when no answer comes (unreachable, timed-out) or when the
   * kubeconfig or the trust of the bot is in the way (misdirected, not-trusted), and the signal's reason when the signal comes first.
   */
  ask(path: string, query: Query, asking: Asking): Promise<Answer>;
}

/** A credential that was refused is fetched again after so long at the earliest. */
const REFUSED_MS = 10_000;

/** Some clusters are reached through a tunnel only: a direct call then hangs for a minute and more. */
export const FIRST_ANSWER_MS = 5_000;

/**
 * Kubeconfig, contexts, certificates, tokens and credential plugins are client-node's. The calls themselves are
 * Node's: client-node's Watch and Log drop the body of a refusal and count their time-outs on a clock of their own.
 */
export function connectKubernetes(settings: KubernetesSettings, clock: Clock): KubernetesConnection {
  const { tunnel } = settings;
  const agents = openAgents(tunnel);
  let loading: Promise<KubeConfig> | undefined;
  let loadedAt = 0;
  const commands = new Set<string>();
  const load = () => {
    if (loading) return loading;
    loadedAt = clock.now();
    loading = loadKubeConfig(settings, clock, commands).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const ask = async (path: string, query: Query, asking: Asking) => {
    const { signal, patienceMs = FIRST_ANSWER_MS } = asking;
    const config = await unlessAborted(signal, load());
    // A command that fetches a credential takes its own time: it is no silence of the cluster.
    const target = await unlessAborted(signal, aim(config, agents, path, query));
    const patience = deadline(clock, patienceMs, signal);
    const sentAt = clock.now();
    try {
      const answer = await sendAgain(target, asking, patience.signal, tunnel && agents);
      if (answer.status === 401) forget(config);
      return { ...answer, sentAt, answeredAt: clock.now() };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      agents.forget();
      throw blindness(error, path, tunnelTrouble(tunnel, sentAt));
    } finally {
      patience.clear();
    }
  };
  /** What a server refuses is read, or fetched, anew by a later call; at most so often, as some refuse for ever. */
  const forget = (refused: KubeConfig) => {
    if (clock.now() - loadedAt < REFUSED_MS) return;
    void loading?.then((config) => {
      if (config === refused) loading = undefined;
    });
  };
  const prepare = () =>
    load().then(
      () => undefined,
      () => undefined,
    );
  return { settings, running: () => [...commands], prepare, server: () => load().then(serverOf), ask };
}

function serverOf(config: KubeConfig): KubernetesServer {
  const { server = '', tlsServerName, skipTLSVerify, proxyUrl } = config.getCurrentCluster() ?? {};
  return {
    url: server,
    servername: tlsServerName,
    insecureSkipTlsVerify: skipTLSVerify === true,
    isByProxy: proxyUrl !== undefined,
  };
}

async function loadKubeConfig(settings: KubernetesSettings, clock: Clock, commands: Set<string>): Promise<KubeConfig> {
  const { kubeconfig, context, inCluster } = settings;
  // The heaviest import of all (70 MB): only a process that looks at Kubernetes pays for it.
  const library = await import('@kubernetes/client-node');
  const config = new library.KubeConfig();
  if (inCluster && !process.env.KUBERNETES_SERVICE_HOST)
    throw misdirected(
      'this process runs in no pod',
      'Take inCluster: true out of focus.yml, or run the bot in the cluster',
    );
  try {
    if (inCluster) config.loadFromCluster();
    else if (kubeconfig !== undefined) config.loadFromFile(kubeconfig);
    else config.loadFromDefault();
  } catch (error) {
    const where =
      kubeconfig === undefined || inCluster || !isPath(kubeconfig) ? 'the kubeconfig' : `the kubeconfig ${kubeconfig}`;
    const why = /input is empty/.test(describeError(error))
      ? 'it is empty'
      : fileTrouble(error, isPath(kubeconfig ?? '') ? path.resolve(kubeconfig ?? '') : '');
    const mend = 'Correct kubernetes.kubeconfig in focus.yml, or let the bot read that file';
    throw misdirected(`reading ${where} failed: ${why}`, mend);
  }
  if (!inCluster) {
    const files = kubeconfig === undefined ? usualFiles(process.env) : [kubeconfig];
    takeOverCredentials(config, library, files, clock, commands);
  }
  if (kubeconfig === undefined && config.getCurrentCluster()?.server === NOWHERE)
    throw misdirected(
      `there is no kubeconfig: ${usualFiles(process.env).join(', ')} is not there, and this is no pod`,
      'Name one as kubernetes.kubeconfig in focus.yml',
    );
  if (context !== undefined) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    const known = config.getContexts().map(({ name }) => name);
    if (known.length === 0)
      throw misdirected('the kubeconfig has no contexts: it is none', 'Correct kubernetes.kubeconfig in focus.yml');
    throw misdirected(
      `the kubeconfig has no cluster for the context "${config.getCurrentContext()}"; its contexts: ${joinFirst(known, MOST_NAMED) || 'none'}`,
      'Correct kubernetes.context or kubernetes.kubeconfig in focus.yml',
    );
  }
  if (cluster.caData && !Buffer.from(cluster.caData, 'base64').includes('BEGIN CERTIFICATE'))
    throw misdirected(
      'the kubeconfig cannot be used: certificate-authority-data of its cluster is no certificate in base64',
      'Correct certificate-authority-data in the kubeconfig of the bot',
    );
  return config;
}

const MOST_NAMED = 8;
/** What client-node goes to where it finds nothing. */
const NOWHERE = 'http://localhost:8080';

interface Target {
  readonly url: URL;
  readonly options: https.RequestOptions;
}

async function aim(config: KubeConfig, agents: Agents, path: string, query: Query): Promise<Target> {
  const options: https.RequestOptions = {};
  try {
    const url = new URL(`${config.getCurrentCluster()?.server ?? ''}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    await config.applyToHTTPSOptions(options);
    // client-node's own agent keeps no connection, and holds on to the first certificate it was given; only it knows proxies.
    if (!config.getCurrentCluster()?.proxyUrl) options.agent = url.protocol === 'http:' ? agents.http : agents.https;
    return { url, options };
  } catch (error) {
    const named = error instanceof Error && 'path' in error ? String(error.path) : '';
    const isOfCluster = named !== '' && named === config.getCurrentCluster()?.caFile;
    throw misdirected(
      `the kubeconfig cannot be used: ${fileTrouble(error, named)}`,
      isOfCluster ? `Correct ${SETTINGS.ca}` : mendOf(error),
    );
  }
}

function mendOf(error: unknown): string {
  return /HTTP protocol is not allowed/.test(describeError(error))
    ? `Write https:// as ${SETTINGS.address}, or ${SETTINGS.anyCertificate}`
    : 'Correct what the kubeconfig of the bot says of its user: certificate, token, or the command that fetches one';
}

interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
  /** Closes what is free: where one call failed, connections from before may be dead without a word. */
  forget(): void;
}

/** Shorter than load balancers forget a connection that is idle; real ms. */
const IDLE_MS = 15_000;
/** After so long without a word TCP looks whether the other end is there, ten times at most, a second apart; real ms. */
const QUIET_MS = 5_000;

function openAgents(tunnel: Tunnel | undefined): Agents {
  const kept = { keepAlive: true, keepAliveMsecs: QUIET_MS, timeout: IDLE_MS };
  const agents = { http: new http.Agent(kept), https: new https.Agent(kept) };
  throughTunnel(agents.http, tunnel);
  throughTunnel(agents.https, tunnel);
  useContext(agents.https, keepContext());
  const forget = () => {
    for (const { freeSockets } of Object.values(agents))
      for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
  };
  return { ...agents, forget };
}

/** Asks once more where the server had closed a kept connection at that moment: nothing that is asked here changes anything. */
/** `kept`: the agents without which there is no way there. */
async function sendAgain(target: Target, asking: Asking, patience: AbortSignal, kept: Agents | undefined) {
  try {
    return await send(target, asking, patience);
  } catch (error) {
    if (!(error instanceof StaleError)) throw error;
    kept?.forget();
    return send(kept ? target : { ...target, options: { ...target.options, agent: false } }, asking, patience);
  }
}

class StaleError extends Error {}

function send({ url, options }: Target, asking: Asking, patience: AbortSignal) {
  spend('Kubernetes', { requests: 1 });
  const { signal, body, accept = 'application/json' } = asking;
  return new Promise<{ status: number; date?: string; body: IncomingMessage }>((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const headers = { accept, 'content-type': 'application/json', ...options.headers };
    const call = (url.protocol === 'http:' ? http : https).request(url, { ...options, method, headers, signal });
    const giveUp = () => call.destroy(patience.reason);
    if (patience.aborted) giveUp();
    patience.addEventListener('abort', giveUp, { once: true });
    call.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = call.reusedSocket && error.code === 'ECONNRESET';
      reject(isStale ? new StaleError('the kept connection was closed', { cause: error }) : error);
    });
    call.on('response', (answer) => {
      patience.removeEventListener('abort', giveUp);
      // A cut connection reaches the reader of the body; without one it is no news.
      answer.on('error', () => {});
      const { socket } = answer;
      const before = socket.bytesRead;
      answer.once(
        'close',
        AsyncResource.bind(() => spend('Kubernetes', { bytes: socket.bytesRead - before })),
      );
      const { date } = answer.headers;
      resolve({ status: answer.statusCode ?? 0, ...(date === undefined ? {} : { date }), body: answer });
    });
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function blindness(error: unknown, path: string, ofTunnel: ReturnType<typeof tunnelTrouble>): BlindError {
  if (error instanceof BlindError) return error;
  if (ofTunnel) {
    const { reason, detail, mend } = ofTunnel;
    return new BlindError(reason, `GET ${path} of the Kubernetes API: ${detail}`, { cause: error, mend });
  }
  const detail = `GET ${path} of the Kubernetes API: ${describeError(error)}`;
  const own = ownTrouble(error, SETTINGS);
  if (own) return new BlindError(own.reason, detail, { cause: error, mend: own.mend });
  return new BlindError(error instanceof DeadlineError ? 'timed-out' : 'unreachable', detail, { cause: error });
}

/** What a kubeconfig calls them. */
const SETTINGS = {
  address: 'server in the kubeconfig of the bot',
  ca: 'certificate-authority in the kubeconfig of the bot',
  anyCertificate: 'insecure-skip-tls-verify: true there',
};

function misdirected(detail: string, mend: string): BlindError {
  return new BlindError('misdirected', detail, { mend });
}

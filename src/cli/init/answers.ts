import type { z } from 'zod';
import { came } from '#config/came.ts';
import { addresses, environmentName } from '#config/environment.ts';
import { systemClock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import { readRedisUrl } from '#lib/redis-url.ts';
import { ENCODED } from '#lib/url-login.ts';
import { certificateOf } from '#probes/certificate.ts';
import { type Contexts, readContexts } from '#probes/kubernetes/contexts.ts';
import type { Asker, Question } from './asking.ts';
import type { Answers } from './files.ts';
import { type Found, findStack } from './found.ts';

/** What was given on the command line. */
export interface Given {
  readonly environment?: string;
  readonly focusServer?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly inCluster?: true;
  readonly namespace?: string;
  readonly amqp?: string;
  readonly management?: string;
  readonly vhost?: string;
  readonly mongodb?: string;
  readonly database?: string;
  readonly redis?: string;
  readonly insecureSkipTlsVerify?: true;
}

type Say = (note: string) => void;

/** What is given is not asked for, but looked at as an answer is; what is found is proposed. */
export async function answersOf(given: Given, { ask }: Asker, say: Say): Promise<Answers> {
  const or: Or = async (flag, question) => {
    const answer = given[flag];
    return answer === undefined ? await ask(question) : sound(flag, answer, question);
  };
  const environment = await or('environment', {
    what: 'A name for the environment',
    usual: 'staging',
    check: problemBy(environmentName),
  });
  const kubernetes = await kubernetesOf(given, or, say);
  const asking = { given, or, ask, found: kubernetes?.found ?? {} };
  const focusServer = await focusServerOf(asking, say);
  const rabbitmq = await rabbitmqOf(asking);
  const mongodb = await withLogin('mongodb', asking, { what: 'MongoDB, - for none', check: urlProblem('mongodb') });
  const database = (mongodb && (await or('database', { what: 'Its database', usual: 'prisma' }))) ?? 'prisma';
  const redis = await or('redis', {
    what: "The bot's own Redis",
    usual: 'redis://127.0.0.1:6379',
    check: redisProblem,
  });
  const token = async (name: string, begin: string) =>
    process.env[name] ?? (await ask({ what: `${name} (${begin}…)`, isSecret: true, check: beginProblem(begin) }));
  const slackBotToken = await token('SLACK_BOT_TOKEN', 'xoxb-');
  const slackAppToken = await token('SLACK_APP_TOKEN', 'xapp-');
  return {
    environment: environment ?? 'staging',
    ...focusServer,
    ...(kubernetes && { kubernetes: kubernetes.settings }),
    ...rabbitmq,
    ...(mongodb !== undefined && { mongodb }),
    database,
    redis: redis ?? 'redis://127.0.0.1:6379',
    ...(slackBotToken !== undefined && { slackBotToken }),
    ...(slackAppToken !== undefined && { slackAppToken }),
  };
}

type Flag = Exclude<keyof Given, 'inCluster' | 'insecureSkipTlsVerify'>;
type Or = (flag: Flag, question: Question) => Promise<string | undefined>;

interface Asking {
  readonly given: Given;
  readonly or: Or;
  readonly ask: Asker['ask'];
  readonly found: Found;
}

/** Throws an ExplainedError that shows no password where what was given will not do. */
function sound(flag: Flag, answer: string, { check }: Question): string | undefined {
  const problem = check?.(answer);
  if (problem === undefined) return answer === '-' ? undefined : answer;
  const shown = came(answer, [flag === 'redis' ? 'REDIS_URL' : flag]);
  const typed = flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new ExplainedError(`--${typed}: came ${shown}, ${problem}`, 'Correct it, or leave it out');
}

/** A certificate that nobody signed is trusted only where somebody says so. */
async function focusServerOf({ given, or, ask, found }: Asking, say: Say) {
  const focusServer = await or('focusServer', {
    what: 'Focus Server, with its path prefix',
    ...(found.focusServer !== undefined && { usual: `${found.focusServer}/focus-server` }),
    check: urlProblem('focusServer'),
  });
  if (focusServer === undefined)
    throw new ExplainedError('Focus Server has no address', 'Give one with --focus-server');
  const certificate = await certificateOf({ url: focusServer }, systemClock.timeout(3_000));
  if (!certificate?.isSelfSigned) return { focusServer, trustsAll: given.insecureSkipTlsVerify === true };
  const answer = given.insecureSkipTlsVerify
    ? 'yes'
    : await ask({
        what: `Its certificate is signed by itself (${certificate.issuer}). Trust any certificate there, yes or no`,
        usual: 'no',
        check: (text) => (['yes', 'no'].includes(text) ? undefined : 'yes or no is expected'),
      });
  if (answer !== 'yes')
    say('The certificate of Focus Server is signed by itself: name its PEM file as focusServer.ca in focus.yml');
  return { focusServer, trustsAll: answer === 'yes' };
}

/** Where the stack's namespace is, and what is in it; undefined where there is no way to a cluster. */
async function kubernetesOf(given: Given, or: Or, say: Say) {
  const { kubeconfig } = given;
  const inCluster = given.inCluster === true;
  const contexts = inCluster ? undefined : await readContexts(kubeconfig);
  const names = contexts?.all.map(({ name }) => name) ?? [];
  if (!inCluster && (names.length === 0 || isNowhere(contexts))) {
    say('There is no kubeconfig in the usual places: pods, events and logs will be gaps in the report');
    return undefined;
  }
  const context = inCluster
    ? undefined
    : await or('context', {
        what: `Kubernetes context (${names.join(', ')}), - for none`,
        ...(contexts && { usual: contexts.current }),
        check: (answer) => (['-', ...names].includes(answer) ? undefined : `there are ${names.join(', ')}`),
      });
  if (context === undefined && !inCluster) return undefined;
  const chosen = contexts?.all.find(({ name }) => name === context);
  const usual = chosen?.namespace ?? 'panda';
  const namespace = (await or('namespace', { what: 'Its namespace', usual })) ?? usual;
  const way = {
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(context !== undefined && { context }),
    ...(inCluster && { inCluster: true as const }),
    namespace,
  };
  const { found, trouble } = await findStack({ inCluster, backendSelector: '', ...way }, chosen?.host);
  const seen = Object.values(found).join(', ');
  say(trouble ?? (seen === '' ? `Nothing of the stack was found in ${namespace}` : `Found in ${namespace}: ${seen}`));
  const { backendSelector } = found;
  return { settings: { ...way, ...(backendSelector !== undefined && { backendSelector }) }, found };
}

/** What the library makes of no kubeconfig at all. */
function isNowhere(contexts: Contexts | undefined): boolean {
  return contexts?.current === 'loaded-context';
}

async function rabbitmqOf(asking: Asking): Promise<Pick<Answers, 'amqp' | 'management' | 'vhost'>> {
  const amqp = await withLogin('amqp', asking, { what: 'RabbitMQ by AMQP, - for none', check: urlProblem('amqp') });
  const management = await withLogin('management', asking, {
    what: 'Its management API, - for none',
    check: urlProblem('management'),
  });
  const isThere = amqp !== undefined || management !== undefined;
  const vhost = (isThere && (await asking.or('vhost', { what: 'Its vhost', usual: '/' }))) || '/';
  return { ...(amqp !== undefined && { amqp }), ...(management !== undefined && { management }), vhost };
}

/** An address with user and password in it; where it was not given and has none, they are asked for. */
async function withLogin(
  flag: 'amqp' | 'management' | 'mongodb',
  { given, or, ask, found }: Asking,
  question: Question,
): Promise<string | undefined> {
  const usual = found[flag];
  const address = await or(flag, { ...question, ...(usual !== undefined && { usual }) });
  if (address === undefined || given[flag] !== undefined || /\/\/[^/?#]*@/.test(address)) return address;
  const user = await ask({ what: '  its user, - for none', usual: '-' });
  if (user === undefined || user === '-') return address;
  const password = (await ask({ what: '  password', isSecret: true })) ?? '';
  return address.replace('://', () => `://${encodeURIComponent(user)}:${encodeURIComponent(password)}@`);
}

/** As focus.yml is read later. */
function problemBy(schema: z.ZodType) {
  return (text: string): string | undefined => schema.safeParse(text).error?.issues[0]?.message;
}

function urlProblem(of: keyof typeof addresses) {
  const problem = problemBy(addresses[of]);
  return (text: string): string | undefined => (text === '-' ? undefined : (problem(text) ?? codeProblem(text)));
}

/** What stands for no text cannot be written into .env as it is. */
function codeProblem(text: string): string | undefined {
  const [login = ''] = /\/\/[^/?#]*@/.exec(text) ?? [];
  try {
    decodeURIComponent(login);
    return undefined;
  } catch {
    return `UTF-8 is expected in what stands as %… before the @: ${ENCODED}`;
  }
}

function beginProblem(begin: string) {
  return (text: string): string | undefined =>
    text === '-' || text.startsWith(begin) ? undefined : `a token that begins with ${begin} is expected`;
}

function redisProblem(text: string): string | undefined {
  try {
    readRedisUrl(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

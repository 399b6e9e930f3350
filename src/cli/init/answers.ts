import { systemClock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import { readRedisUrl } from '#lib/redis-url.ts';
import { certificateOf } from '#probes/focus-server/certificate.ts';
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
}

type Say = (note: string) => void;

/** What is given is not asked for; what is found is proposed. */
export async function answersOf(given: Given, { ask }: Asker, say: Say): Promise<Answers> {
  const or = async (answer: string | undefined, question: Question) => answer ?? (await ask(question));
  const environment = await or(given.environment, {
    what: 'A name for the environment',
    usual: 'staging',
    check: nameProblem,
  });
  const kubernetes = await kubernetesOf(given, or, say);
  const found = kubernetes?.found ?? {};
  const focusServer = await or(given.focusServer, {
    what: 'Focus Server, with its path prefix',
    ...(found.focusServer !== undefined && { usual: `${found.focusServer}/focus-server` }),
    check: urlProblem('http', 'https'),
  });
  if (focusServer === undefined)
    throw new ExplainedError('Focus Server has no address', 'Give one with --focus-server');
  const asking = { or, ask, found };
  const rabbitmq = await rabbitmqOf(given, asking);
  const mongodb = await withLogin(given.mongodb, asking, {
    what: 'MongoDB, - for none',
    ...(found.mongodb !== undefined && { usual: found.mongodb }),
    check: urlProblem('mongodb', 'mongodb+srv'),
  });
  const database = (mongodb && (await or(given.database, { what: 'Its database', usual: 'prisma' }))) ?? 'prisma';
  const redis = await or(given.redis, {
    what: "The bot's own Redis",
    usual: 'redis://127.0.0.1:6379',
    check: redisProblem,
  });
  const token = (name: string, begin: string) =>
    or(process.env[name], { what: `${name} (${begin}…)`, isSecret: true, check: beginProblem(begin) });
  const slackBotToken = await token('SLACK_BOT_TOKEN', 'xoxb-');
  const slackAppToken = await token('SLACK_APP_TOKEN', 'xapp-');
  return {
    environment: environment ?? 'staging',
    focusServer,
    isSelfSigned: (await certificateOf(focusServer, systemClock.timeout(3_000)))?.isSelfSigned ?? false,
    ...(kubernetes && { kubernetes: kubernetes.settings }),
    ...rabbitmq,
    ...(mongodb !== undefined && { mongodb }),
    database,
    redis: redis ?? 'redis://127.0.0.1:6379',
    ...(slackBotToken !== undefined && { slackBotToken }),
    ...(slackAppToken !== undefined && { slackAppToken }),
  };
}

type Or = (answer: string | undefined, question: Question) => Promise<string | undefined>;

interface Asking {
  readonly or: Or;
  readonly ask: Asker['ask'];
  readonly found: Found;
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
    : await or(given.context, {
        what: `Kubernetes context (${names.join(', ')}), - for none`,
        ...(contexts && { usual: contexts.current }),
        check: (answer) => (['-', ...names].includes(answer) ? undefined : `there are ${names.join(', ')}`),
      });
  if (context === undefined && !inCluster) return undefined;
  const chosen = contexts?.all.find(({ name }) => name === context);
  const usual = chosen?.namespace ?? 'panda';
  const namespace = (await or(given.namespace, { what: 'Its namespace', usual })) ?? usual;
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

async function rabbitmqOf(given: Given, asking: Asking): Promise<Pick<Answers, 'amqp' | 'management' | 'vhost'>> {
  const { found, or } = asking;
  const amqp = await withLogin(given.amqp, asking, {
    what: 'RabbitMQ by AMQP, - for none',
    ...(found.amqp !== undefined && { usual: found.amqp }),
    check: urlProblem('amqp', 'amqps'),
  });
  const management = await withLogin(given.management, asking, {
    what: 'Its management API, - for none',
    ...(found.management !== undefined && { usual: found.management }),
    check: urlProblem('http', 'https'),
  });
  const isThere = amqp !== undefined || management !== undefined;
  const vhost = (isThere && (await or(given.vhost, { what: 'Its vhost', usual: '/' }))) || '/';
  return { ...(amqp !== undefined && { amqp }), ...(management !== undefined && { management }), vhost };
}

/** An address with user and password in it; where it has none, they are asked for. */
async function withLogin(
  given: string | undefined,
  { or, ask }: Asking,
  question: Question,
): Promise<string | undefined> {
  const address = await or(given, question);
  if (address === undefined || new URL(address).username !== '' || given !== undefined) return address;
  const user = await ask({ what: '  its user, - for none', usual: '-' });
  if (user === undefined || user === '-') return address;
  const password = (await ask({ what: '  password', isSecret: true })) ?? '';
  return address.replace('://', `://${encodeURIComponent(user)}:${encodeURIComponent(password)}@`);
}

function nameProblem(text: string): string | undefined {
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(text) ? undefined : 'lower case letters, digits and dashes are expected';
}

function urlProblem(...schemes: readonly string[]) {
  return (text: string): string | undefined => {
    const scheme = URL.canParse(text) ? new URL(text).protocol.replace(':', '') : '';
    if (text === '-' || schemes.includes(scheme)) return undefined;
    return `a URL that begins with ${schemes.map((each) => `${each}://`).join(' or ')} is expected`;
  };
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

import { AsyncLocalStorage } from 'node:async_hooks';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { type Access, type Act, type Asker, type Client, may, type People } from './access.ts';

/** A deed of somebody, and what came of it. */
export interface AuditLine extends Asker {
  /** ms since the epoch */
  readonly at: number;
  readonly act: Act;
  /** Absent where the act is not about one. */
  readonly environment?: string;
  /** What it was done to, such as `check staging-live`. */
  readonly on: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Why it failed. */
  readonly why?: string;
}

export interface Deed {
  readonly act: Act;
  /** Of all of them it must be allowed; none: of the bot itself. */
  readonly environments: readonly string[];
  readonly on: string;
  /** Slack user ids of whose it is: they may always. */
  readonly owners?: readonly string[];
}

/** The one way to whatever people can ask of the bot: buttons, forms, shortcuts, commands and messages all go through it. */
export interface Door {
  /** Remembers who asks while the work goes on. */
  asking<T>(asker: Asker, work: () => Promise<T>): Promise<T>;
  /** Does it where who asks may, and writes down what came of it. Rejects with a NotAllowedError where they may not. */
  through<T>(deed: Deed, work: () => Promise<T>): Promise<T>;
  /** In which of its environments who asks may, before a form for it is shown. Rejects as `through` does where it is none. */
  among(deed: Deed): Promise<readonly string[]>;
  /** Why somebody may not; undefined where they may. */
  refusal(asker: Asker, act: Act, environment?: string): Promise<NotAllowedError | undefined>;
}

export interface DoorOptions {
  /** Of one environment, or of the bot itself. */
  accessTo(environment?: string): Access;
  /** Programs that ask, by what stands for a person's id; what `accessTo` says is for people. */
  readonly clients?: ReadonlyMap<string, Client>;
  readonly people: People;
  /** Never rejects. */
  audit(line: AuditLine): Promise<void>;
  readonly now: () => number;
}

/** Foreseen: somebody asked for what is not theirs to ask for. */
export class NotAllowedError extends ExplainedError {}

export function createDoor({ accessTo, clients = new Map(), people, audit, now }: DoorOptions): Door {
  const askers = new AsyncLocalStorage<Asker>();

  async function refusal(asker: Asker, act: Act, place?: string): Promise<NotAllowedError | undefined> {
    const client = clients.get(asker.user);
    if (client) return refusalOfClient(client, act, place);
    const access = accessTo(place);
    if (await may(asker, act, access, people)) return undefined;
    return new NotAllowedError(refusalOf(act, place), whom(access[act]));
  }

  async function judge(asker: Asker, { act, environments, owners = [] }: Deed): Promise<void> {
    if (owners.includes(asker.user)) return;
    const places = environments.length === 0 ? [undefined] : environments;
    for (const place of places) {
      const refused = await refusal(asker, act, place);
      if (refused) throw refused;
    }
  }

  async function open(asker: Asker, { act, environments }: Deed): Promise<readonly string[]> {
    const refusals = await Promise.all(environments.map((place) => refusal(asker, act, place)));
    const [refused] = refusals;
    if (refused && !refusals.includes(undefined)) throw refused;
    return environments.filter((_, index) => !refusals[index]);
  }

  function asked({ act, environments, on }: Deed): { asker: Asker; told: (line: Came) => Promise<void> } {
    const asker = askers.getStore();
    if (!asker) throw new Error(`nobody asks for ${act}`);
    const [environment, another] = environments;
    const place = environment !== undefined && another === undefined ? { environment } : {};
    return { asker, told: (line) => audit({ at: now(), ...asker, act, ...place, on, ...line }) };
  }

  /** A refusal is written down. */
  async function judged<T>(deed: Deed, judging: (asker: Asker) => Promise<T>): Promise<T> {
    const { asker, told } = asked(deed);
    try {
      return await judging(asker);
    } catch (error) {
      const outcome = error instanceof NotAllowedError ? 'refused' : 'failed';
      await told({ outcome, ...(outcome === 'failed' && { why: describeError(error) }) });
      throw error;
    }
  }

  return {
    asking: (asker, work) => askers.run(asker, work),
    async through(deed, work) {
      await judged(deed, (asker) => judge(asker, deed));
      const { told } = asked(deed);
      try {
        const done = await work();
        await told({ outcome: 'done' });
        return done;
      } catch (error) {
        await told({ outcome: 'failed', why: describeError(error) });
        throw error;
      }
    },
    among: (deed) => judged(deed, (asker) => open(asker, deed)),
    refusal,
  };
}

type Came = Pick<AuditLine, 'outcome' | 'why'>;

const DEEDS: Readonly<Record<Act, string>> = {
  look: 'look',
  timing: 'start jobs',
  logs: 'read logs',
  evidence: 'have evidence as a file',
  acknowledge: 'acknowledge alerts',
  checks: 'pause, resume or snooze checks',
  cancel: 'cancel what somebody else asked for',
  audit: 'see who did what',
  doctor: 'see how the bot is set up',
};

function refusalOf(act: Act, environment: string | undefined): string {
  return `You may not ${DEEDS[act]}${environment === undefined ? '' : ` in ${environment}`}`;
}

function refusalOfClient({ may: acts, environments }: Client, act: Act, place?: string): NotAllowedError | undefined {
  const isIn = environments === undefined || (place !== undefined && environments.includes(place));
  if (acts.includes(act) && isIn) return undefined;
  const where = environments === undefined ? '' : ` in ${environments.join(', ') || 'no environment'}`;
  return new NotAllowedError(
    refusalOf(act, place),
    `This client may ${acts.join(', ') || 'nothing'}${where}: api.clients in focus.yml says so`,
  );
}

/** As Slack shows ids: nobody is notified by a message that only one person sees. */
function whom(role: readonly string[] | undefined): string {
  if (!role) return 'Ask somebody of this workspace, or an administrator to name you in focus.yml';
  const [people, groups, channels] = [/^[UW]/, /^S/, /^[CG]/].map((of) => role.filter((id) => of.test(id)));
  const named = [...(people ?? []).map((id) => `<@${id}>`), ...(groups ?? []).map((id) => `<!subteam^${id}>`)];
  const ways = [
    ...(named.length > 0 ? [`Ask ${named.slice(0, MOST_NAMED).join(' or ')}`] : []),
    ...(channels?.length
      ? [
          `${named.length > 0 ? 'do' : 'Do'} it in ${channels
            .slice(0, MOST_NAMED)
            .map((id) => `<#${id}>`)
            .join(' or ')}`,
        ]
      : []),
  ];
  const [first = 'Nobody may: its list in focus.yml is empty', second] = ways;
  return second === undefined ? first : `${first}, or ${second}`;
}

const MOST_NAMED = 3;

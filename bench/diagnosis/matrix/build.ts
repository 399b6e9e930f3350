import type { Verdict } from '#investigation/finding.ts';
import type { Fault } from '#lab/scenario.ts';
import type { Expected, Level, MatrixCase } from './case.ts';
import type { Herring } from './herrings.ts';
import type { Blinding, Story } from './story.ts';

/** Level 1: nothing else is wrong, and all can be seen. */
export function clear(story: Story): MatrixCase {
  return caseOf(story, { level: 1, id: `${story.cause}/1` }, [], {});
}

/** Level 2: what the herring suggests is forbidden, unless it is the truth. */
export function withHerring(story: Story, herring: Herring): MatrixCase {
  const right = rightOf(story);
  const forbidden = herring.suggests.filter((id) => !right.includes(id));
  const named = { level: 2 as const, id: `${story.cause}/2-${herring.id}` };
  return caseOf(story, named, herring.faults(story), { forbidden });
}

/** Level 3: right, or open with the truth among the alternatives; a cause that nobody could see is forbidden. */
export function blinded(story: Story, { id, faults, says, verdicts = [] }: Blinding): MatrixCase {
  const accepted = [...new Set([...rightOf(story), ...(says === undefined ? [] : [says])])];
  return caseOf(story, { level: 3, id: `${story.cause}/3-${id}` }, faults, {
    accepted,
    verdicts: [...new Set<Verdict>([...story.verdicts, 'inconclusive', ...verdicts])],
    forbidden: GUESSES.filter((guess) => !accepted.includes(guess)),
    mayBeOpen: true,
  });
}

/** Level 4: either is right as the cause. What the first one needs to be asked for is asked for. */
export function both(one: Story, other: Story): MatrixCase {
  const right = [...new Set([...rightOf(one), ...rightOf(other)])];
  return {
    ...caseOf(one, { level: 4, id: `${one.cause}+${other.cause}/4` }, other.faults, {
      accepted: right,
      verdicts: worse(one.verdicts, other.verdicts),
      mayBeOpen: one.mayBeOpen === true || other.mayBeOpen === true,
    }),
    truth: [one.cause, other.cause],
  };
}

/** What works badly at best works not at all beside something that stops it. */
function worse(one: readonly Verdict[], other: readonly Verdict[]): readonly Verdict[] {
  const stops = [one, other].some((verdicts) => !verdicts.includes('degraded'));
  return [...new Set([...one, ...other])].filter((verdict) => !stops || verdict !== 'degraded');
}

/** Level 0: any cause is a false alarm. */
export function healthy(id: string, faults: readonly Fault[], asked: Pick<MatrixCase, 'request' | 'subject'> = {}) {
  const expected: Expected = { verdicts: ['healthy'], accepted: [], forbidden: [], mayBeOpen: false };
  const made: MatrixCase = { id: `healthy/${id}`, level: 0, truth: [], faults, ...asked, expected };
  return made;
}

/** What is easily said of a job without a consumer of which little is seen. */
const GUESSES = [
  'kubernetes-job-not-created',
  'queue-missing',
  'metadata-not-wired',
  'consumer-never-created',
  'backend-down',
  'job-gone',
];

function caseOf(
  { cause, faults, request, subject, ...story }: Story,
  named: { readonly level: Level; readonly id: string },
  more: readonly Fault[],
  expected: Partial<Expected>,
): MatrixCase {
  return {
    ...named,
    truth: [cause],
    faults: [...faults, ...more],
    ...(request && { request }),
    ...(subject && { subject }),
    expected: {
      verdicts: story.verdicts,
      accepted: [cause, ...(story.alsoRight ?? [])],
      forbidden: [],
      mayBeOpen: story.mayBeOpen ?? false,
      ...expected,
    },
  };
}

function rightOf({ cause, alsoRight = [] }: Story): readonly string[] {
  return [cause, ...alsoRight];
}

/** What somebody may do, each act of its own. */
export const acts = [
  /** What is there: status, jobs, reports, history, checks. */
  'look',
  /** Starts a job on the backend. */
  'timing',
  'logs',
  /** All that was seen, as a file. */
  'evidence',
  'acknowledge',
  /** Pause, resume and snooze. */
  'checks',
  /** What somebody else asked for. */
  'cancel',
  /** Who did what. */
  'audit',
  /** Whether all that the bot is set up with works. */
  'doctor',
] as const;

export type Act = (typeof acts)[number];

/** Slack ids of people (U…, W…), user groups (S…) and channels (C…, G…) from which it may be asked. */
export type Role = readonly string[];

/** What is not in it is open to everybody of the workspace; audit and doctor, to its administrators. */
export type Access = Readonly<Partial<Record<Act, Role>>>;

/** What a program may do that asks by itself, as its settings say; without environments: in all of them. */
export interface Client {
  readonly may: readonly Act[];
  readonly environments?: readonly string[];
}

/** How a program is called wherever a person's id would stand; no Slack id looks like it. */
export function clientUser(name: string): string {
  return `client ${name}`;
}

/** Who asks, and where. */
export interface Asker {
  /** Slack user id, or `client NAME`. */
  readonly user: string;
  /** Slack channel id; absent where that is not known. */
  readonly channel?: string;
}

/** What a workspace says of somebody; rejects with an ExplainedError where it does not say. */
export interface People {
  /** guest: of a few channels · stranger: of another workspace. */
  standing(user: string): Promise<'admin' | 'member' | 'guest' | 'stranger'>;
  isInGroup(user: string, group: string): Promise<boolean>;
}

/** Guests and people of other workspaces may only what they are named for, themselves or as one of a group. */
export async function may(asker: Asker, act: Act, access: Access, people: People): Promise<boolean> {
  const { user, channel } = asker;
  const role = access[act];
  if (role?.includes(user)) return true;
  for (const group of role?.filter((id) => id.startsWith('S')) ?? [])
    if (await people.isInGroup(user, group)) return true;
  if (role && (channel === undefined || !role.includes(channel))) return false;
  const standing = await people.standing(user);
  return standing === 'admin' || (standing === 'member' && (role !== undefined || !ADMINISTRATORS.includes(act)));
}

/** Unless it is written. */
const ADMINISTRATORS: readonly Act[] = ['audit', 'doctor'];

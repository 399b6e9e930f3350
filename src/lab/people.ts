import type { Lab } from './lab.ts';
import { ME } from './page/wire.ts';
import type { Delivery, Said } from './services/slack/deliveries.ts';
import type { Ephemeral, Message } from './services/slack/workspace.ts';
import { switches } from './switches.ts';

/** What the prompt and the steps of a run have in common: what somebody in the lab's Slack does besides `/focus`. */
export const PEOPLE_HELP: readonly (readonly [typed: string, does: string])[] = [
  ['@focus <words>', 'a mention in #incidents, such as @focus 19-7'],
  ['thread <words>', 'a message in the newest thread, such as thread @focus logs 19-7'],
  ['dm <words>', 'a direct message to the bot, such as dm 19-7'],
  ['say <words>', 'a message in #incidents that is for people'],
  ['look-into [words]', 'the shortcut Look into this job, of the newest message that says this'],
  ['home', 'opens your App Home'],
  ['as <person> <any of these>', 'somebody else does it: as lead /focus audit, as guest @focus 19-7'],
  [
    'click <action>',
    'the button of that name in the open form, the newest message or the Home: run-again, logs, right, …',
  ],
  ['choose <action> <option>', 'an option of the newest select of that name: choose logs-shown backend'],
  ['on <switch>, off <switch>', `at once, also in the midst of a run: ${switches.map(({ id }) => id).join(', ')}`],
  ['submit [name=value …]', 'the form that opened, filled in so: cause=queue-missing note=it was purged'],
];

/** `{job}` is the last job's id. */
export function withJob(typed: string, { world }: Lab): string {
  return typed.replaceAll('{job}', world.lives.at(-1)?.job.id ?? '');
}

/** Something that somebody does; what the bot heard of it. */
export type Act = () => Promise<Delivery | undefined>;

/** Who does it, and what: `as lead home` is U0LEAD's `home`. */
export function whoDoes(typed: string, { slack }: Lab): { readonly me: string; readonly does: string } {
  const [, name, does = ''] = /^as\s+(\S+)\s*(.*)$/s.exec(typed) ?? [];
  if (name === undefined) return { me: ME, does: typed };
  const people = slack.people().filter(({ bot }) => !bot);
  const person = people.find(({ id, name: called }) => called === name || id === name);
  if (!person) throw new Error(`there is no ${name}; there are ${people.map(({ name }) => name).join(', ')}`);
  if (does === '') throw new Error(`as ${name} does what? For example: as ${name} /focus help`);
  return { me: person.id, does };
}

/** Does what was typed; undefined where it is none of these. */
export function actOf(typed: string, lab: Lab): Act | undefined {
  const { me, does } = whoDoes(typed, lab);
  const text = withJob(does, lab);
  const [word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(text)?.slice(1) ?? [];
  const { slack } = lab;
  switch (word) {
    case '/focus':
      return () => slack.command(rest, { user: me });
    case '@focus':
      return () => said(slack.say(text, { user: me }));
    case 'say':
      return () => said(slack.say(rest, { user: me }));
    case 'thread':
      return () => said(slack.say(rest, { user: me, thread: newestThread(lab) }));
    case 'dm':
      return () => said(slack.say(rest, { user: me, channel: slack.direct(me) }));
    case 'look-into': {
      return async () => {
        const { channel, ts: messageTs } = newestSaying(lab, me, rest);
        return slack.shortcut({ channel, messageTs, callbackId: 'look-into-job', user: me });
      };
    }
    case 'home':
      return () => openHome(lab, me);
    case 'click':
      return () => clickNewest(lab, rest || 'run-again', { me });
    case 'choose': {
      const [action = '', option = ''] = rest.split(/\s+/);
      return () => clickNewest(lab, action, { me, option });
    }
    case 'submit':
      return () => submitNewest(lab, rest, me);
    case 'on':
    case 'off':
      return () => lab.turn(rest, word === 'on').then(() => undefined);
    default:
      return undefined;
  }
}

async function said(saying: Promise<Said>): Promise<Delivery | undefined> {
  return (await saying).delivery;
}

/** All that was said in the channel and in direct messages, the oldest first of each: everybody's, or those that one person sees. */
export function allSeen({ slack }: Lab, me?: string): readonly Message[] {
  const whose = me === undefined ? slack.people().flatMap(({ id, bot }) => (bot ? [] : [id])) : [me];
  return [slack.channel('incidents').id, ...whose.map(slack.direct)].flatMap((channel) => slack.messages(channel));
}

const HOME_MS = 5_000;

/** It shows a moment after the app acknowledged that it was opened. */
async function openHome({ slack, clock }: Lab, me: string): Promise<Delivery> {
  const before = slack.home(me)?.hash;
  const delivery = await slack.openHome(me);
  const late = clock.timeout(HOME_MS);
  while (slack.home(me)?.hash === before && !late.aborted) await clock.sleep(50);
  return delivery;
}

function newestThread(lab: Lab): string {
  const newest = lab.slack.messages(lab.slack.channel('incidents').id).at(-1);
  if (!newest) throw new Error('nothing was said in #incidents yet');
  return newest.thread_ts ?? newest.ts;
}

function newestSaying(lab: Lab, me: string, words: string): Message {
  const found = newestFirst(allSeen(lab, me)).find(({ text, blocks }) =>
    `${text} ${JSON.stringify(blocks)}`.includes(words),
  );
  if (!found) throw new Error(`no message says "${words}"`);
  return found;
}

/**
 * Uses a button or select of the form that is open, else of the newest message that has it, one's own private ones too, else of
 * the App Home: by its id, or by what stands before the colon in it; an option likewise.
 */
export async function clickNewest(
  lab: Lab,
  wanted: string,
  { me = ME, option }: { readonly me?: string; readonly option?: string } = {},
): Promise<Delivery> {
  const { slack } = lab;
  const isWanted = (id: string, name: string) => id === name || id.split(':')[0] === name;
  const among = (blocks: readonly unknown[] = []) => {
    const json = JSON.stringify(blocks);
    const actionId = idsIn(json, 'action_id').find((id) => isWanted(id, wanted));
    if (actionId === undefined) return undefined;
    const chosen = option === undefined ? undefined : idsIn(json, 'value').find((id) => isWanted(id, option));
    if (option !== undefined && chosen === undefined) throw new Error(`${wanted} does not offer ${option}`);
    return { actionId, ...(chosen !== undefined && { option: chosen }) };
  };
  const inForm = among(slack.modals(me)[0]?.blocks);
  if (inForm) return slack.clickModal(me, inForm.actionId, inForm.option);
  for (const { channel, ts: messageTs, blocks } of newestFirst([...allSeen(lab, me), ...slack.ephemerals(me)])) {
    const found = among(blocks);
    if (found) return slack.click({ channel, messageTs, user: me, ...found });
  }
  const atHome = among(slack.home(me)?.blocks);
  if (atHome) return slack.clickHome(me, atHome.actionId, atHome.option);
  throw new Error(`no form, message or App Home has a button ${wanted}`);
}

function idsIn(json: string, field: string): readonly string[] {
  return [...json.matchAll(new RegExp(`"${field}":"([^"]+)"`, 'g'))].map(([, id = '']) => id);
}

function newestFirst<M extends Message | Ephemeral>(messages: readonly M[]): readonly M[] {
  return messages.toSorted((one, other) => Number(other.ts) - Number(one.ts));
}

/** Its name; empty where none is open. */
export function newestForm({ slack }: Lab, me = ME): string {
  return slack.modals(me)[0]?.callback_id?.split('@')[0] ?? '';
}

/** Fills in the newest form that is open, and sends it off: `cause=queue-missing note=it was purged`, by the fields' ids. */
export async function submitNewest(lab: Lab, typed: string, me = ME): Promise<Delivery> {
  const names = lab.slack.modals(me)[0]?.blocks.map(({ block_id }) => block_id) ?? [];
  const parts = typed.split(new RegExp(`(?:^|\\s+)(${names.join('|')})=`)).slice(1);
  const filled = parts.flatMap((name, i) => (i % 2 === 0 ? [[name, parts[i + 1]]] : []));
  return lab.slack.submit(me, Object.fromEntries(filled));
}

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

/** Does what was typed; undefined where it is none of these. */
export function actOf(typed: string, lab: Lab): Act | undefined {
  const text = withJob(typed, lab);
  const [word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(text)?.slice(1) ?? [];
  const { slack } = lab;
  switch (word) {
    case '@focus':
      return () => said(slack.say(text));
    case 'say':
      return () => said(slack.say(rest));
    case 'thread':
      return () => said(slack.say(rest, { thread: newestThread(lab) }));
    case 'dm':
      return () => said(slack.say(rest, { channel: slack.direct(ME) }));
    case 'look-into': {
      return async () => {
        const { channel, ts: messageTs } = newestSaying(lab, rest);
        return slack.shortcut({ channel, messageTs, callbackId: 'look-into-job' });
      };
    }
    case 'home':
      return () => openHome(lab);
    case 'click':
      return () => clickNewest(lab, rest || 'run-again');
    case 'choose': {
      const [action = '', option = ''] = rest.split(/\s+/);
      return () => clickNewest(lab, action, option);
    }
    case 'submit':
      return () => submitNewest(lab, rest);
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

/** All that one person sees of the channel and of their direct messages, the oldest first. */
export function allSeen({ slack }: Lab): readonly Message[] {
  return [slack.channel('incidents').id, slack.direct(ME)].flatMap((channel) => slack.messages(channel));
}

const HOME_MS = 5_000;

/** It shows a moment after the app acknowledged that it was opened. */
async function openHome({ slack, clock }: Lab): Promise<Delivery> {
  const before = slack.home(ME)?.hash;
  const delivery = await slack.openHome(ME);
  const late = clock.timeout(HOME_MS);
  while (slack.home(ME)?.hash === before && !late.aborted) await clock.sleep(50);
  return delivery;
}

function newestThread(lab: Lab): string {
  const newest = lab.slack.messages(lab.slack.channel('incidents').id).at(-1);
  if (!newest) throw new Error('nothing was said in #incidents yet');
  return newest.thread_ts ?? newest.ts;
}

function newestSaying(lab: Lab, words: string): Message {
  const found = newestFirst(allSeen(lab)).find(({ text, blocks }) =>
    `${text} ${JSON.stringify(blocks)}`.includes(words),
  );
  if (!found) throw new Error(`no message says "${words}"`);
  return found;
}

/**
 * Uses a button or select of the form that is open, else of the newest message that has it, one's own private ones too, else of
 * the App Home: by its id, or by what stands before the colon in it; an option likewise.
 */
export async function clickNewest(lab: Lab, wanted: string, option?: string): Promise<Delivery> {
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
  const inForm = among(slack.modals(ME)[0]?.blocks);
  if (inForm) return slack.clickModal(ME, inForm.actionId, inForm.option);
  for (const { channel, ts: messageTs, blocks } of newestFirst([...allSeen(lab), ...slack.ephemerals(ME)])) {
    const found = among(blocks);
    if (found) return slack.click({ channel, messageTs, ...found });
  }
  const atHome = among(slack.home(ME)?.blocks);
  if (atHome) return slack.clickHome(ME, atHome.actionId, atHome.option);
  throw new Error(`no form, message or App Home has a button ${wanted}`);
}

function idsIn(json: string, field: string): readonly string[] {
  return [...json.matchAll(new RegExp(`"${field}":"([^"]+)"`, 'g'))].map(([, id = '']) => id);
}

function newestFirst<M extends Message | Ephemeral>(messages: readonly M[]): readonly M[] {
  return messages.toSorted((one, other) => Number(other.ts) - Number(one.ts));
}

/** Its name; empty where none is open. */
export function newestForm({ slack }: Lab): string {
  return slack.modals(ME)[0]?.callback_id?.split('@')[0] ?? '';
}

/** Fills in the newest form that is open, and sends it off: `cause=queue-missing note=it was purged`, by the fields' ids. */
export async function submitNewest(lab: Lab, typed: string): Promise<Delivery> {
  const names = lab.slack.modals(ME)[0]?.blocks.map(({ block_id }) => block_id) ?? [];
  const parts = typed.split(new RegExp(`(?:^|\\s+)(${names.join('|')})=`)).slice(1);
  const filled = parts.flatMap((name, i) => (i % 2 === 0 ? [[name, parts[i + 1]]] : []));
  return lab.slack.submit(ME, Object.fromEntries(filled));
}

import { z } from 'zod';
import type { Lab } from '../lab.ts';
import type { Act, Answered } from '../page/wire.ts';
import { type Delivery, isInTime, TIMED_OUT } from '../services/slack/deliveries.ts';
import { composed } from './composed.ts';

const user = z.string();
const place = { user, channel: z.string() };
const pressed = { user, action: z.string(), option: z.string().optional() };

const act = z.discriminatedUnion('act', [
  z.object({ act: z.literal('command'), ...place, text: z.string() }),
  z.object({ act: z.literal('say'), ...place, text: z.string().min(1), thread: z.string().optional() }),
  z.object({ act: z.literal('click'), ...place, ...pressed, ts: z.string() }),
  z.object({ act: z.enum(['click-home', 'click-modal']), ...pressed }),
  z.object({ act: z.literal('shortcut'), ...place, ts: z.string() }),
  z.object({ act: z.literal('submit'), user, values: z.record(z.string(), z.string().optional()) }),
  z.object({ act: z.enum(['open-home', 'close-modal']), user }),
  z.object({ act: z.literal('become'), scenarios: z.array(z.string()) }),
  z.object({ act: z.literal('turn'), id: z.string(), on: z.boolean() }),
  z.object({ act: z.literal('check'), every: z.literal('20s').optional() }),
  z.object({ act: z.enum(['configure', 'restart', 'reconnect']) }),
]);

/** Does what somebody did on the page; what nobody could do is told, never thrown. */
export async function obey(asked: unknown, lab: Lab): Promise<Answered> {
  const read = act.safeParse(asked);
  if (!read.success) return { error: `the page asked for something unknown: ${z.prettifyError(read.error)}` };
  try {
    return mistakesOf(await does(read.data as Act, lab));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function does(it: Act, lab: Lab): Promise<Delivery | undefined> {
  const { slack } = lab;
  switch (it.act) {
    case 'command':
      return slack.command(it.text, it);
    case 'say':
      return (await slack.say(it.text, it)).delivery;
    case 'click':
      return slack.click({ ...it, messageTs: it.ts, actionId: it.action });
    case 'click-home':
      return slack.clickHome(it.user, it.action, it.option);
    case 'click-modal':
      return slack.clickModal(it.user, it.action, it.option);
    case 'shortcut':
      return slack.shortcut({ ...it, messageTs: it.ts, callbackId: 'look-into-job' });
    case 'submit':
      return slack.submit(it.user, it.values);
    case 'open-home':
      return slack.openHome(it.user);
    case 'close-modal':
      return void slack.closeModal(it.user);
    case 'become':
      return void (await lab.become(composed(it.scenarios)));
    case 'turn':
      return void (await lab.turn(it.id, it.on));
    case 'check':
      return void (await lab.check(it.every));
    case 'configure':
      return void (await lab.configure());
    case 'restart':
      return void (await lab.restart());
    case 'reconnect':
      return void slack.disconnectSockets('refresh_requested');
  }
}

/** What the app says of a form that it does not take, and that it did not hear in time. */
function mistakesOf(delivery: Delivery | undefined): Answered {
  if (delivery && !isInTime(delivery)) return { error: TIMED_OUT };
  const { errors } = (delivery?.acknowledgement ?? {}) as { errors?: Readonly<Record<string, string>> };
  return errors === undefined ? {} : { mistakes: errors };
}

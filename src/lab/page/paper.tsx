import { Message } from './message.tsx';
import { send, useLab } from './store.ts';
import { Home, Modal } from './views.tsx';
import { type Act, ME } from './wire.ts';

const does = (act: Act) => void send(act);

/** All that one person sees, each thread unfolded below its message, their App Home, and the form that is open: to print, and to draw. */
export function Paper() {
  const { hello, state, messages } = useLab();
  if (!hello || !state) return null;
  const doing = { hello, me: ME, does };
  const mine = messages.filter(({ only }) => only === undefined || only === ME);
  const roots = mine.filter(({ ts, thread_ts: thread }) => thread === undefined || thread === ts);
  const home = state.homes[ME];
  const form = state.modals[ME]?.[0];
  return (
    <main className="paper">
      <div role="log" aria-label="Messages">
        {roots.map((root) => {
          const replies = mine.filter(
            ({ channel, ts, thread_ts: thread }) => channel === root.channel && thread === root.ts && ts !== root.ts,
          );
          return (
            <section key={root.ts} className="unfolded" aria-label="Thread">
              <Message {...doing} message={root} />
              {replies.length > 0 && (
                <p className="count">{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</p>
              )}
              {replies.map((reply) => (
                <Message key={reply.ts} {...doing} message={reply} />
              ))}
            </section>
          );
        })}
      </div>
      {home && <Home {...doing} view={home} />}
      {form && <Modal key={form.id} {...doing} view={form} />}
    </main>
  );
}

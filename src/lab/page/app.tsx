import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { Channel, Thread } from './channel.tsx';
import { send, useLab } from './store.ts';
import { GoingTo } from './text.tsx';
import { Home, Modal } from './views.tsx';
import { type Act, type Hello, ME, type ShownMessage } from './wire.ts';
import { World } from './world.tsx';

/** Where somebody is: a channel by its id, or the App Home. */
type Place = string | 'home';

/** How long a complaint of the lab stays. */
const COMPLAINT_MS = 8_000;

export function App() {
  const { hello, state, messages, isConnected } = useLab();
  const [me, become] = useState(ME);
  const [place, go] = useState<Place>('C0INCIDENT');
  const [thread, openThread] = useState<string>();
  const [seen, see] = useState<Readonly<Record<string, string>>>({});
  const [trouble, complain] = useState('');
  const [isPhone, setPhone] = useKept('phone', false);
  const [isDark, setDark] = useKept('dark', matchMedia('(prefers-color-scheme: dark)').matches);
  const isNarrow = useNarrow();
  const beside = useKept('world', innerWidth > 1000);
  const instead = useState(false);
  const [isWorldShown, showWorld] = isNarrow ? instead : beside;
  const does = useCallback((act: Act) => {
    send(act).then((answer) => complain('error' in answer ? answer.error : ''));
  }, []);
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  }, [isDark]);
  useEffect(() => {
    if (trouble === '') return;
    const timer = setTimeout(() => complain(''), COMPLAINT_MS);
    return () => clearTimeout(timer);
  }, [trouble]);
  const mine = messages.filter(({ only }) => only === undefined || only === me);
  const here = mine.filter(({ channel }) => channel === place);
  const newest = here.at(-1)?.ts;
  useEffect(() => {
    if (newest !== undefined) see((known) => ({ ...known, [`${me}/${place}`]: newest }));
  }, [me, place, newest]);
  const newestReply = here.findLast(({ thread_ts: root }) => root !== undefined && root === thread)?.ts;
  useEffect(() => {
    if (newestReply !== undefined) see((known) => ({ ...known, [`${me}/${thread}`]: newestReply }));
  }, [me, thread, newestReply]);

  if (!hello || !state) return <p className="empty">The lab starts…</p>;
  const shownModal = state.modals[me]?.[0];
  const home = state.homes[me];
  const visit = (next: Place) => {
    go(next);
    openThread(undefined);
    if (next === 'home') does({ act: 'open-home', user: me });
  };
  const sit = (user: string) => {
    become(user);
    visit('C0INCIDENT');
  };
  const doing = { hello, me, does };
  const goTo = (channel: string, ts: string) => {
    if (shownModal) does({ act: 'close-modal', user: me });
    go(channel);
    const { thread_ts: root = ts } = messages.find((message) => message.channel === channel && message.ts === ts) ?? {};
    openThread(root);
  };
  return (
    <div
      className={`lab ${isPhone ? 'phone' : ''} ${thread === undefined ? '' : 'with-thread'} ${isWorldShown ? 'with-world' : ''}`}
    >
      <nav aria-label="Slack">
        <p className="team">Focus lab</p>
        <label className="who">
          You are
          <select value={me} onChange={({ target }) => sit(target.value)}>
            {hello.people.map(({ id, name, isAdmin }) => (
              <option key={id} value={id}>
                {name}
                {isAdmin ? ' (admin)' : ''}
              </option>
            ))}
          </select>
        </label>
        <Places hello={hello} me={me} place={place} messages={mine} seen={seen} visit={visit} />
        <div className="switches">
          {!isNarrow && <Switch label="Phone width" is={isPhone} set={setPhone} />}
          <Switch label="Dark" is={isDark} set={setDark} />
          <Switch label="Behind the scenes" is={isWorldShown} set={showWorld} />
        </div>
      </nav>
      <main>
        {!isConnected && (
          <p className="trouble" role="alert">
            The lab has gone. Start it again with <code>npm run lab</code>, and open the address that it prints.
          </p>
        )}
        {trouble !== '' && (
          <p className="trouble" role="alert">
            {trouble}
          </p>
        )}
        <GoingTo value={goTo}>
          <div className="device">
            {place === 'home' ? (
              home ? (
                <Home key={me} {...doing} view={home} />
              ) : (
                <section className="channel">
                  <p className="empty">The App Home opens…</p>
                </section>
              )
            ) : (
              <Channel
                key={`${me}/${place}`}
                {...doing}
                channel={place}
                name={nameOf(hello, place)}
                messages={here}
                truths={state.truths}
                hasSeen={(root, reply) => Number(reply) <= Number(seen[`${me}/${root}`] ?? 0)}
                openThread={openThread}
              />
            )}
            {thread !== undefined && place !== 'home' && (
              <Thread
                key={thread}
                {...doing}
                channel={place}
                root={thread}
                messages={here}
                close={() => openThread(undefined)}
              />
            )}
            {shownModal && <Modal key={shownModal.id} {...doing} view={shownModal} />}
          </div>
        </GoingTo>
      </main>
      {isWorldShown && <World hello={hello} world={state.world} truths={state.truths} does={does} />}
    </div>
  );
}

interface PlacesProps {
  readonly hello: Hello;
  readonly me: string;
  readonly place: Place;
  readonly messages: readonly ShownMessage[];
  /** The newest stamp that each person saw in each place and thread. */
  readonly seen: Readonly<Record<string, string>>;
  visit(place: Place): void;
}

function Places({ hello, me, place, messages, seen, visit }: PlacesProps) {
  const shown = hello.channels.filter(({ directWith }) => directWith === undefined || directWith === me);
  const isUnread = (id: string) => {
    const newest = messages.findLast(({ channel }) => channel === id)?.ts;
    return id !== place && newest !== undefined && Number(newest) > Number(seen[`${me}/${id}`] ?? 0);
  };
  return (
    <ul className="places">
      {shown.map(({ id }) => (
        <li key={id}>
          <button
            type="button"
            aria-current={place === id}
            className={isUnread(id) ? 'unread' : ''}
            onClick={() => visit(id)}
          >
            {nameOf(hello, id)}
            {isUnread(id) && <span className="dot">unread</span>}
          </button>
        </li>
      ))}
      <li>
        <button type="button" aria-current={place === 'home'} onClick={() => visit('home')}>
          App Home
        </button>
      </li>
    </ul>
  );
}

function Switch({ label, is, set }: { readonly label: string; readonly is: boolean; set(next: boolean): void }) {
  return (
    <label>
      <input type="checkbox" checked={is} onChange={({ target }) => set(target.checked)} /> {label}
    </label>
  );
}

function nameOf({ channels }: Hello, id: string): string {
  const channel = channels.find((known) => known.id === id);
  return channel?.directWith === undefined ? `#${channel?.name ?? id}` : 'focus (direct messages)';
}

/** On so narrow a screen the world is shown in place of the channel: style.css has the same width. */
const NARROW = '(max-width: 760px)';

function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const narrow = matchMedia(NARROW);
      narrow.addEventListener('change', changed);
      return () => narrow.removeEventListener('change', changed);
    },
    () => matchMedia(NARROW).matches,
  );
}

/** Kept in the browser. */
function useKept(name: string, first: boolean): readonly [boolean, (next: boolean) => void] {
  const [is, set] = useState(() => (localStorage.getItem(name) ?? String(first)) === 'true');
  return [
    is,
    (next) => {
      localStorage.setItem(name, String(next));
      set(next);
    },
  ];
}

import { randomUUID } from 'node:crypto';
import { Refusal } from './refusal.ts';
import type { Actor } from './triggers.ts';
import type { Workspace } from './workspace.ts';

/** A form or an App Home as an app sends it, once it was judged. */
export interface View {
  readonly type: 'modal' | 'home';
  readonly title?: { readonly text: string } | undefined;
  readonly callback_id?: string | undefined;
  readonly private_metadata?: string | undefined;
  readonly blocks: readonly { readonly type: string; readonly block_id?: string | undefined }[];
}

/** A view as Slack keeps it: with its ids, and a `block_id` for every block. */
export interface KeptView extends View {
  readonly id: string;
  /** Another one after each change. */
  readonly hash: string;
  readonly blocks: readonly KeptBlock[];
  /** The channel in which the person was when it opened. */
  readonly openedIn?: string | undefined;
}

export interface KeptBlock {
  readonly type: string;
  readonly block_id: string;
  readonly [field: string]: unknown;
}

/** A form that is open before somebody. */
export interface Form extends KeptView {
  /** The person's id. */
  readonly user: string;
}

/** The forms that are open before people, and their App Homes. */
export interface Views {
  home(user: string): KeptView | undefined;
  /** The newest first. */
  modals(user: string): readonly KeptView[];
  /** Hears of each form that opens. Returns what ends the listening. */
  onForm(listener: (form: Form) => void): () => void;
  publish(user: string, view: View, hash?: string): KeptView;
  open(view: View, by: Actor): KeptView;
  /** Throws a Refusal when it is not open, or was changed since it had this hash. */
  update(id: string, view: View, hash?: string): KeptView;
  close(id: string): void;
}

export function createViews({ clock }: Pick<Workspace, 'clock'>): Views {
  const homes = new Map<string, KeptView>();
  const open: { readonly user: string; readonly view: KeptView }[] = [];
  const listeners = new Set<(form: Form) => void>();
  const newId = () => `V${randomUUID().slice(0, 8).toUpperCase()}`;
  const keep = (id: string, view: View): KeptView => ({
    ...view,
    id,
    hash: `${Math.floor(clock.now() / 1_000)}.${randomUUID().slice(0, 8)}`,
    blocks: view.blocks.map((block, index) => ({ ...block, block_id: block.block_id ?? `b${index}` })),
  });
  return {
    home: (user) => homes.get(user),
    modals: (user) => open.filter((one) => one.user === user).map(({ view }) => view),
    publish(user, view, hash) {
      const known = homes.get(user);
      checkHash(known, hash);
      const home = keep(known?.id ?? newId(), view);
      homes.set(user, home);
      return home;
    },
    open(view, { user, channel }) {
      const modal = { ...keep(newId(), view), openedIn: channel };
      open.unshift({ user, view: modal });
      for (const listener of listeners) listener({ ...modal, user });
      return modal;
    },
    onForm(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    update(id, view, hash) {
      const index = open.findIndex((one) => one.view.id === id);
      const known = open[index];
      if (!known) throw new Refusal('not_found');
      checkHash(known.view, hash);
      const changed = { ...keep(id, view), openedIn: known.view.openedIn };
      open[index] = { user: known.user, view: changed };
      return changed;
    },
    close(id) {
      const index = open.findIndex(({ view }) => view.id === id);
      if (index >= 0) open.splice(index, 1);
    },
  };
}

function checkHash(known: KeptView | undefined, hash: string | undefined): void {
  if (known && hash !== undefined && known.hash !== hash) throw new Refusal('hash_conflict');
}

import { randomUUID } from 'node:crypto';
import { required, textOf } from '../arguments.ts';
import type { Arguments, Method } from '../method.ts';
import { Refusal } from '../refusal.ts';

/** Modals and home tabs: opened on a trigger, then replaced. What is in them is not judged. */
export function createViews(): Readonly<Record<string, Method>> {
  const open = new Set<string>();
  const answer = (id: string, args: Arguments) => ({ view: { ...readView(args), id } });
  return {
    'views.open': {
      scopes: [],
      run(args, { triggers }) {
        triggers.exchange(required(args, 'trigger_id'));
        const id = `V${randomUUID().slice(0, 8).toUpperCase()}`;
        open.add(id);
        return answer(id, args);
      },
    },
    'views.update': {
      scopes: [],
      run(args) {
        const id = textOf(args, 'view_id') ?? '';
        if (!open.has(id)) throw new Refusal('not_found');
        return answer(id, args);
      },
    },
    'views.publish': {
      scopes: [],
      run: (args) => answer(`V${required(args, 'user_id')}`, args),
    },
  };
}

function readView(args: Arguments): object {
  if (typeof args.view !== 'object' || args.view === null) throw new Refusal('invalid_arguments');
  return args.view;
}

import { required, textOf } from '../arguments.ts';
import type { Method } from '../method.ts';
import { refusalBecause } from '../refusal.ts';
import { readView } from '../view-problems.ts';

/** Forms, opened on a trigger, and App Homes. */
export const views: Readonly<Record<string, Method>> = {
  'views.open': {
    scopes: [],
    tier: 4,
    run(args, { triggers, views: kept }) {
      const view = readView(args.view, 'modal');
      return { view: kept.open(view, triggers.exchange(required(args, 'trigger_id'))) };
    },
  },
  'views.update': {
    scopes: [],
    tier: 4,
    run: (args, { views: kept }) => ({
      view: kept.update(required(args, 'view_id'), readView(args.view, 'modal'), textOf(args, 'hash')),
    }),
  },
  'views.publish': {
    scopes: [],
    tier: 4,
    run(args, { workspace, views: kept }) {
      const user = required(args, 'user_id');
      if (!workspace.users.has(user)) throw refusalBecause('invalid_arguments', [`no such user: ${user}`]);
      return { view: kept.publish(user, readView(args.view, 'home'), textOf(args, 'hash')) };
    },
  },
};

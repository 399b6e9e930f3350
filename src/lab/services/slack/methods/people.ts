import { required } from '../arguments.ts';
import type { Method } from '../method.ts';
import { Refusal } from '../refusal.ts';
import { existingMessage } from './place.ts';

export const people: Readonly<Record<string, Method>> = {
  'auth.test': {
    scopes: [],
    tier: 'special',
    run: (_args, { workspace: { team, bot } }) => ({
      url: `https://${team.domain}.slack.com/`,
      team: team.domain,
      user: bot.name,
      team_id: team.id,
      user_id: bot.userId,
      bot_id: bot.botId,
      is_enterprise_install: false,
    }),
  },
  'users.info': {
    scopes: ['users:read'],
    tier: 4,
    run(args, { workspace }) {
      const user = workspace.users.get(required(args, 'user'));
      if (!user) throw new Refusal('user_not_found');
      const { id, name, bot, kind } = user;
      const standing = {
        team_id: kind === 'stranger' ? 'T0OTHER' : workspace.team.id,
        is_admin: kind === 'admin',
        is_restricted: kind === 'guest',
        is_stranger: kind === 'stranger',
      };
      return { user: { id, name, real_name: name, tz: 'Etc/UTC', is_bot: bot, ...standing } };
    },
  },
  'usergroups.users.list': {
    scopes: ['usergroups:read'],
    tier: 2,
    run(args, { workspace }) {
      const members = workspace.groups.get(required(args, 'usergroup'));
      if (!members) throw new Refusal('no_such_subteam');
      return { users: [...members] };
    },
  },
  'reactions.add': {
    scopes: ['reactions:write'],
    tier: 3,
    run(args, { workspace }) {
      const message = existingMessage(workspace, args, 'timestamp');
      const name = required(args, 'name');
      if (message.reactions.includes(name)) throw new Refusal('already_reacted');
      workspace.change(message, { reactions: [...message.reactions, name] }, false);
      return {};
    },
  },
};

/** Every key of this bot in Redis begins with it. */
export const PREFIX = 'focus';

import { createHmac } from 'node:crypto';

/**
 * The resume token of the session with one person in one room: the same from every server with this secret, so that
 * any of them goes on with the conversation, and nothing that a client could make up.
 */
export function roomResumeToken(apiSecret: string, room: string, identity: string): string {
  return createHmac('sha256', apiSecret)
    .update(JSON.stringify(['resume', room, identity]))
    .digest('base64url');
}

import { describe, expect, it } from 'vitest';
import { entryId, type FeedPage, feedId } from '../../src/server/doors/disclosure/feed.js';

describe('the ids of the public feed', () => {
  /** By another implementation of RFC 9562 (Python's uuid5): readers keep what they have read by its id. */
  it('are for ever those of the log and the restriction', () => {
    const page = { logId: '5f0c6b62-2f3a-4c1d-9a57-0a8a3a2c7b11' } as FeedPage;
    expect(feedId(page)).toBe('urn:uuid:4cb2674c-ad14-5504-9619-aa0a68a518f0');
    expect(entryId(page, { id: '42' } as Parameters<typeof entryId>[1])).toBe(
      'urn:uuid:0aa4caaf-5c02-5132-ac70-fe2ee262169d',
    );
  });
});

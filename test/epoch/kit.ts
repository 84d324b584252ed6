import type { Db } from '../../db/client.js';
import { tamper } from '../exchange/log.js';

/**
 * Takes the database back to an earlier position behind the hub's back, as a promoted standby that lacked the last events, or a restored
 * snapshot, stands there. `elsewhere`: on another server, which the hub can find by itself.
 */
export async function goBackTo(db: Db, position: number, elsewhere: boolean): Promise<void> {
  await tamper(
    db,
    `delete from hub.event where position > ${position};
     delete from hub.checkpoint where position > ${position};
     update hub.linkage set position = least(position, ${position});
     update hub.webhook set position = least(position, ${position});
     update hub.consumer set position = least(position, ${position});
     update hub.head set position = ${position}, hash = (select hash from hub.event where position = ${position})
       ${elsewhere ? `, origin = 'another/1/00000001'` : ''};`,
  );
}

import type { Counts } from '../../model/omissions';
import { texts } from '../texts';
import { formatCount } from './numbers';

/** Why logs are left out, and how many for each reason. */
export const skipReasons = (skipped: Counts): string[] =>
  Object.entries(skipped).map(([reason, logs]) => `${formatCount(logs)} ${texts.detail.skipReasons[reason] ?? reason}`);

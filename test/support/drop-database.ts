import type { Db } from 'mongodb';

/**
 * Drops a database of a test. In a MongoDB that was started for the run it stays, until the run's folder is removed: the wheel
 * that stands in for MongoDB answers nobody while it drops one, and under load that took it two minutes.
 */
export async function dropTestDatabase(db: Db): Promise<void> {
  if (!process.env.TEST_MONGODB_ENDS_WITH_RUN) await db.dropDatabase();
}

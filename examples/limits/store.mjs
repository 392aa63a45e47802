// limits.store on rate-limiter-flexible and Redis: relays that use the same Redis share each caller's limit.
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";

// `redis` is a client of ioredis. A caller may send so many requests in each minute.
export function redisStore(redis, requestsPerMinute) {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: "relay-limit",
    points: requestsPerMinute,
    duration: 60,
    // A request does not wait while the connection is lost.
    rejectIfRedisNotReady: true,
  });
  return {
    async take(key) {
      try {
        await limiter.consume(key);
        return { allowed: true };
      } catch (reason) {
        if (reason instanceof RateLimiterRes) return { allowed: false, retryAfterMs: reason.msBeforeNext };
        // The relay writes a store's failure nowhere.
        console.error(`limits: ${reason.message}`);
        throw reason;
      }
    },
  };
}

/** How many requests a caller may send: `perSecond` on average, `burst` at once. */
export interface Rate { perSecond: number; burst: number }

/** A bucket of tokens a caller, refilled as time goes by; forgotten when full again. */
export class RateLimit {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();
  constructor(private readonly rate: Rate) {}

  /** Takes one; answers 0, or the seconds to wait until one is there. `now` in ms. */
  take(caller: string, now: number): number {
    const bucket = this.buckets.get(caller) ?? { tokens: this.rate.burst, at: now };
    const tokens = Math.min(this.rate.burst, bucket.tokens + Math.max(0, now - bucket.at) / 1000 * this.rate.perSecond);
    const passes = tokens >= 1;
    this.buckets.set(caller, { tokens: passes ? tokens - 1 : tokens, at: now });
    if (this.buckets.size > 10_000) this.forget(now);
    return passes ? 0 : Math.ceil((1 - tokens) / this.rate.perSecond);
  }

  private forget(now: number): void {
    for (const [caller, { tokens, at }] of this.buckets) if (tokens + (now - at) / 1000 * this.rate.perSecond >= this.rate.burst) this.buckets.delete(caller);
  }
}

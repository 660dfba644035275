/** When the notifications of an event are delivered, as a script says it. */
export class NotificationDelays {
  #delaysMillis: readonly number[] = [0];

  /** Delivers one notification of each event for each of these delays. */
  set(delaysSeconds: readonly number[]): void {
    this.#delaysMillis = delaysSeconds.map((seconds) => seconds * 1_000);
  }

  /** One delay for each copy. Default: one, at once. */
  get millis(): readonly number[] {
    return this.#delaysMillis;
  }
}

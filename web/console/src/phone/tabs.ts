const NAME = "ringback.phone";

/** One phone for a person over all tabs of this browser: whoever comes last takes it. */
export class Tabs {
  private readonly me = crypto.randomUUID();
  private readonly channel = new BroadcastChannel(NAME);

  constructor(private readonly onTaken: () => void) {
    this.channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data !== this.me) this.onTaken();
    };
  }

  take(): void {
    this.channel.postMessage(this.me);
  }

  close(): void {
    this.channel.close();
  }
}

// Optional sound: a tick at each event, and a tone that rises with test accuracy.

class Sound {
  constructor() {
    this.context = new AudioContext();
    this.voice = this.context.createOscillator();
    this.loudness = this.context.createGain();
    this.loudness.gain.value = 0;
    this.voice.connect(this.loudness).connect(this.context.destination);
    this.voice.start();
  }

  event(event) {
    const { context } = this, tick = context.createOscillator(), fade = context.createGain();
    tick.frequency.value = event.asked ? 1320 : 880;
    fade.gain.setValueAtTime(0.2, context.currentTime);
    fade.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.25);
    tick.connect(fade).connect(context.destination);
    tick.start();
    tick.stop(context.currentTime + 0.25);
  }

  // `share` from 0 to 1 covers two octaves; the tone stops when no more values come.
  tone(share) {
    const now = this.context.currentTime;
    this.voice.frequency.setTargetAtTime(220 * 4 ** clamp(0, share, 1), now, 0.03);
    this.loudness.gain.cancelScheduledValues(now);
    this.loudness.gain.setTargetAtTime(0.05, now, 0.02);
    this.loudness.gain.setTargetAtTime(0, now + 0.15, 0.05);
  }

  close() { this.context.close(); }
}

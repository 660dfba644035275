/** A fault that a person can switch on and off. */
export interface FaultSwitch {
  readonly id: string;
  readonly label: string;
  /** What happens while it is on, in a sentence. */
  readonly effect: string;
  readonly isOn: boolean;
  /** How often it struck. */
  readonly strikes: number;
}

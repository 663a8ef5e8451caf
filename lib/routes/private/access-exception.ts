/** A protection that a route does without, and the user's reason for it. */
export interface AccessException {
  readonly kind: 'public' | 'authenticated' | 'withoutApiKey';
  readonly reason: string;
}

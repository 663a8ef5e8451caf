import { JsonObject, OpenPlace } from '../../schema/private/json-schema';

/** What a `RequestBody` knows; imports build it themselves, since their schemas are named by the document. */
export interface RequestBodyState {
  readonly kind: 'json' | 'binary' | 'unchecked' | 'none';
  readonly contentTypes: string[];
  readonly schemas?: { readonly [contentType: string]: JsonObject };
  readonly definitions?: { readonly [name: string]: JsonObject };
  readonly maxBytes: number;
  readonly required: boolean;
  readonly openPlaces?: OpenPlace[];
  readonly reason?: string;
  readonly encodingReason?: string;
}

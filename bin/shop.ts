/** Where the shop is. Its certificate is proved by a record in the DNS, which you make when the deployment asks for it. */
export const DOMAIN_NAME = 'shop.example.com';

/** First part of the API's paths, on the website's own origin. */
export const API_PATH = '/api';

/** Under this name the pages' stack finds the website's bucket. */
export const WEBSITE_BUCKET_EXPORT = 'ShopWebsiteBucketArn';

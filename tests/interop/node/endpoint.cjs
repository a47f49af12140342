// Preloaded (`node --require`): sends the AWS SDK v2 that the Serverless Framework 3 brings to AWS_ENDPOINT_URL, a variable that only
// later SDKs read. Nothing else of the framework is touched.
'use strict';

const { createRequire } = require('module');
const path = require('path');

const endpoint = process.env.AWS_ENDPOINT_URL;
if (endpoint && process.argv[1]) {
  const near = createRequire(path.resolve(process.argv[1]));
  try {
    near('aws-sdk/lib/maintenance_mode_message').suppress = true;
    near('aws-sdk/global').config.update({ endpoint, s3ForcePathStyle: true });
  } catch (error) {
    // osls brings version 3, which reads the variable.
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
  }
}

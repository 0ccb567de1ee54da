/** CSV in and out: UTF-8, RFC 4180, a header with names, instants in ISO 8601. */
package io.aforo.adapters.files;

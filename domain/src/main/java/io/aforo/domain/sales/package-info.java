/** Sales, exact totals, and the reports over them. */
package io.aforo.domain.sales;

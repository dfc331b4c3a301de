// Package phoenix implements Phoenix without LiveView: endpoint, router, controller, PubSub and
// channels.
//
// Start reading in endpoint.ex.
package phoenix

package vm

import (
	"testing"
	"time"
)

// TestCulprits checks which processes the guard ends. It is given a census from the time when
// memory became scarce, and a census of now. Sizes are in megabytes. The limit is 100.
func TestCulprits(t *testing.T) {
	const mb = 1 << 20
	type held struct {
		who        string
		then, now  uint64
		more       bool  // own is incomplete
		idle       bool  // no turn between the censuses
		busy, away bool  // in a turn at the first and at the second census
		asked      int64 // megabytes requested between the censuses
		aside      bool  // set aside
	}
	for _, c := range []struct {
		what      string
		then, now uint64 // live memory
		later     time.Duration
		held      []held
		want      []string
	}{
		{what: "who grows, and not who holds more", then: 80, now: 90, held: []held{
			{who: "grower", then: 10, now: 20}, {who: "holder", then: 40, now: 40, idle: true}, {who: "busy", then: 1, now: 2}}, want: []string{"grower"}},
		{what: "who is new", then: 80, now: 90, held: []held{{who: "new", now: 10}, {who: "holder", then: 40, now: 40}}, want: []string{"new"}},
		{what: "nobody, where nothing grows", then: 85, now: 86, held: []held{{who: "holder", then: 60, now: 60, idle: true}, {who: "other", then: 1, now: 2}}},
		{what: "nobody, while the grower has just ended", then: 80, now: 95, later: time.Minute, held: []held{{who: "holder", then: 30, now: 30, idle: true}, {who: "other", then: 1, now: 1}}},
		{what: "several that grow alike, as many as matter", then: 80, now: 100, held: []held{
			{who: "a", now: 6}, {who: "b", now: 5}, {who: "c", now: 4}, {who: "d", now: 4}, {who: "holder", then: 20, now: 20}}, want: []string{"a", "b"}},
		{what: "who holds too much to be weighed and had a turn", then: 80, now: 95, held: []held{
			{who: "grower", then: 5, now: 5, more: true}, {who: "holder", then: 5, now: 5, more: true, idle: true}}, want: []string{"grower"}},
		{what: "who asks for it at its turn", then: 80, now: 100, held: []held{
			{who: "slow", then: 1, away: true}, {who: "grower", then: 1, away: true, asked: 16}, {who: "holder", then: 20, now: 20, idle: true}}, want: []string{"grower"}},
		{what: "nobody who is only slow", then: 80, now: 100, held: []held{
			{who: "slow", then: 1, away: true}, {who: "holder", then: 20, now: 20, idle: true}}},
		{what: "whose turn has no end", then: 80, now: 100, later: 3 * time.Second, held: []held{
			{who: "slow", then: 1, away: true}, {who: "endless", busy: true, away: true, aside: true}, {who: "holder", then: 20, now: 20, idle: true}}, want: []string{"endless"}},
		{what: "nobody whose turn is long on a slow machine", then: 80, now: 100, later: 3 * time.Second, held: []held{
			{who: "slow", busy: true, away: true}, {who: "light", busy: true, now: 1}, {who: "holder", then: 20, now: 20, idle: true}}},
		{what: "nobody who could not be weighed then and holds as much", then: 80, now: 80, held: []held{{who: "busy", busy: true, now: 60}}},
		{what: "who grows, and not who could not be weighed then", then: 80, now: 100, held: []held{
			{who: "busy", busy: true, now: 30}, {who: "grower", then: 10, now: 30}}, want: []string{"grower"}},
		{what: "who holds most, once nobody has grown for long", then: 100, now: 101, later: 3 * time.Second, held: []held{
			{who: "heavy", then: 70, now: 70, idle: true}, {who: "holder", then: 20, now: 20, idle: true}}, want: []string{"heavy"}},
	} {
		g := &memoryGuard{max: 100 * mb}
		then := &census{live: c.then * mb, footprints: map[*Process]footprint{}, told: map[*Process]bool{}}
		now := &census{live: c.now * mb, at: c.later, footprints: map[*Process]footprint{}}
		names := map[*Process]string{}
		for _, h := range c.held {
			p := &Process{}
			if h.aside {
				p.aside.Store(&aside{})
			}
			names[p] = h.who
			ran := int64(1)
			if h.idle || h.busy && h.away {
				ran = 0
			}
			if h.busy || h.then > 0 {
				then.footprints[p] = footprint{own: h.then * mb, more: h.more, unread: h.busy}
			}
			now.footprints[p] = footprint{own: h.now * mb, more: h.more, unread: h.away, ran: ran, asked: h.asked * mb}
			if h.away {
				now.unread = append(now.unread, p)
			}
		}
		var got []string
		for _, p := range g.culprits(then, now) {
			got = append(got, names[p])
		}
		if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] || len(got) > 1 && got[1] != c.want[1] {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

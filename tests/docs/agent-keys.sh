setup() {
	cp -r fixtures/trials/birch-renewed/expiry .
}

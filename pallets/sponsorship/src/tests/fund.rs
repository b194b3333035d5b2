use super::*;

#[test]
fn fund_by_anybody_works() {
	run(|| {
		let id = create();
		assert_ok!(Sponsorship::fund(signed(STRANGER), id, 77));
		assert_eq!(Sponsorship::budget(id), BUDGET + 77);
		assert_eq!(
			last_event(),
			Event::Funded { sponsorship: id, by: STRANGER, amount: 77 }.into()
		);
	});
}

#[test]
fn fund_fails() {
	run(|| {
		assert_noop!(Sponsorship::fund(signed(STRANGER), 0, 77), Error::<Test>::NotFound);
		let id = create();
		pass(365 * DAY);
		assert_noop!(Sponsorship::fund(signed(STRANGER), id, 77), Error::<Test>::Ended);
	});
}

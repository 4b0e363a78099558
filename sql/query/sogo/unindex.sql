-- In front of the rows of many: true where indexes are to be made behind them.
SELECT prov.sogo_unindex()

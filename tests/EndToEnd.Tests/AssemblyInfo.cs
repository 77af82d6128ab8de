// Three at a time, also on two cores: the tests wait, for processes that start and for leases that end, more than they compute.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]

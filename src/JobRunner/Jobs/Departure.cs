namespace JobRunner.Jobs;

/// <summary>What follows when a job leaves its slot or the line.</summary>
/// <param name="Next">Who has its slot now; null: nobody.</param>
/// <param name="Evicted">Who is not kept any longer.</param>
/// <param name="NextDue">When the timer has to look again; null: it is set, or there is no need.</param>
internal readonly record struct Departure(Job? Next, IReadOnlyList<Job> Evicted, TimeSpan? NextDue);

using JobRunner.Http.Access;

namespace JobRunner.Http.Endpoints;

/// <summary>A route, what it takes, and who answers it.</summary>
/// <param name="Name">Its name, also for the audit.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">Below where the jobs are mapped.</param>
/// <param name="Permission">What the caller needs.</param>
/// <param name="HandleAsync">Answers it.</param>
internal sealed record JobsRoute(string Name, string Method, string Pattern, string Permission, Func<JobsRequest, Task> HandleAsync);

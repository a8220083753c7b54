using JobRunner;
using JobRunner.Http.Client;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a client of JobRunner's HTTP interface.</summary>
public static class JobsClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds a singleton <see cref="JobsClient"/>, which is <see cref="IJobsManager"/> too unless that is registered already: to have both, call <c>AddJobsManager()</c> first. It is
    /// made, and its options are checked, when it is first asked for; it is disposed with the service provider, and the jobs go on. Logging and a <see cref="TimeProvider"/> are
    /// used where they are registered.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Sets options; repeated calls add up, in their order.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddJobsClient(this IServiceCollection services, Action<JobsClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddSingleton(new Setup(configure));
        services.TryAddSingleton(static provider =>
        {
            var options = new JobsClientOptions();
            foreach (var setup in provider.GetServices<Setup>())
            {
                setup.Configure(options);
            }

            return new JobsClient(options, provider.GetService<ILoggerFactory>()?.CreateLogger<JobsClient>(), provider.GetService<TimeProvider>());
        });
        services.TryAddSingleton<IJobsManager>(static provider => provider.GetRequiredService<JobsClient>());
        return services;
    }

    private sealed record Setup(Action<JobsClientOptions> Configure);
}

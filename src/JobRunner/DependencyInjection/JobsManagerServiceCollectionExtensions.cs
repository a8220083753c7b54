using JobRunner;
using JobRunner.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds JobRunner to a host.</summary>
public static class JobsManagerServiceCollectionExtensions
{
    /// <summary>
    /// Adds a singleton <see cref="IJobsManager"/>, unless one is registered already. It is made, and its options are checked, when it is first asked
    /// for; it is disposed with the service provider, which stops its jobs. Logging and a <see cref="TimeProvider"/> are used where they are registered.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddJobsManager(this IServiceCollection services) =>
        services.AddJobsManager(static (_, _) => { });

    /// <inheritdoc cref="AddJobsManager(IServiceCollection)"/>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Sets options. Repeated calls add up, in their order.</param>
    public static IServiceCollection AddJobsManager(this IServiceCollection services, Action<JobsManagerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddJobsManager((_, options) => configure(options));
    }

    /// <inheritdoc cref="AddJobsManager(IServiceCollection)"/>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Sets options with the help of other services. Repeated calls add up, in their order.</param>
    public static IServiceCollection AddJobsManager(
        this IServiceCollection services, Action<IServiceProvider, JobsManagerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddSingleton(new JobsManagerSetup(configure));
        services.TryAddSingleton<IJobsManager>(static provider =>
        {
            var options = new JobsManagerOptions();
            foreach (var setup in provider.GetServices<JobsManagerSetup>())
            {
                setup.Configure(provider, options);
            }

            return new JobsManager(
                options, provider.GetService<ILoggerFactory>()?.CreateLogger<JobsManager>(), provider.GetService<TimeProvider>());
        });
        return services;
    }
}

using AndroidZen.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AndroidZen.Topics;

/// <summary>Registers what silos and web hosts know of topics.</summary>
public static class TopicsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="TopicPolicies"/>, from section <see cref="TopicOptions.SectionName"/>. Once, however often it is called.</summary>
    public static IServiceCollection AddTopicPolicies(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.All(service => service.ServiceType != typeof(TopicPolicies)))
        {
            services.AddValidatedOptions<TopicOptions, TopicOptionsValidator>(TopicOptions.SectionName);
            services.TryAddSingleton<TopicPolicies>();
        }

        return services;
    }
}
